package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernel's word on this JVM's TCP sockets (Linux). Counts descriptors that are open now, so a socket that was
 * closed and lingers in TIME_WAIT is not one of them.
 */
public final class Sockets {
    private Sockets() {}

    /**
     * How many open sockets of this JVM lead to a remote port, in whatever state, a connect under way included. In front
     * of a {@link FaultProxy} ask for the proxy's port: its own sockets lead to the server's.
     */
    public static int to(int remotePort) {
        Set<String> inodes = inodesTo(remotePort);
        inodes.retainAll(ownInodes());
        return inodes.size();
    }

    private static Set<String> inodesTo(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        Set<String> inodes = new HashSet<>();
        for (String table : new String[] {"tcp", "tcp6"}) {
            Path file = Path.of("/proc/self/net", table);
            if (!Files.exists(file)) {
                continue;
            }
            try (Stream<String> lines = Files.lines(file)) {
                // Fields: number, local address, remote address, state, queues, timer, retransmits, uid, timeout,
                // inode.
                lines.map(line -> line.trim().split("\\s+"))
                        .filter(fields -> fields.length > 9 && fields[2].endsWith(suffix))
                        .forEach(fields -> inodes.add(fields[9]));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return inodes;
    }

    private static Set<String> ownInodes() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.flatMap(fd -> inode(fd).stream()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> inode(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(target.substring("socket:[".length(), target.length() - 1))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
