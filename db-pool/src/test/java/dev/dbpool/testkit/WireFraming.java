package dev.dbpool.testkit;

import java.nio.ByteBuffer;

/**
 * Where the server's messages begin and end on one connection, learnt from the bytes of both directions in the order in
 * which they were forwarded. Knows the untyped packets before start-up, the one-byte answer to a request for TLS or
 * GSS encryption, typed messages, and TLS records once TLS was agreed. Not thread-safe.
 */
final class WireFraming {
    private static final int SSL_REQUEST = 80877103;
    private static final int GSS_REQUEST = 80877104;
    private static final int REQUEST_LENGTH = 8;

    private enum Stage {
        UNTYPED,
        ANSWER_TO_TLS,
        ANSWER_TO_GSS,
        TYPED,
        TLS
    }

    private final byte[] request = new byte[REQUEST_LENGTH];
    private int requestBytes;
    private boolean tlsRequested;
    private Stage stage = Stage.UNTYPED;

    private final byte[] header = new byte[5];
    private int headerBytes;
    private int bodyLeft;

    /** Looks at bytes on their way to the server; the buffer's position stays. */
    void toServer(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit() && stage == Stage.UNTYPED; i++) {
            request[requestBytes++] = bytes.get(i);
            if (requestBytes == REQUEST_LENGTH) {
                requestBytes = 0;
                stage = switch (ByteBuffer.wrap(request).getInt(4)) {
                    case SSL_REQUEST -> Stage.ANSWER_TO_TLS;
                    case GSS_REQUEST -> Stage.ANSWER_TO_GSS;
                    default -> Stage.TYPED;
                };
                tlsRequested |= stage == Stage.ANSWER_TO_TLS;
            }
        }
    }

    /** Whether the client has asked for TLS. */
    boolean tlsRequested() {
        return tlsRequested;
    }

    /** Takes one byte on its way to the client; returns what it completes. */
    Seen toClient(byte next) {
        switch (stage) {
            case ANSWER_TO_TLS, ANSWER_TO_GSS -> {
                boolean tls = stage == Stage.ANSWER_TO_TLS && next == 'S';
                stage = tls ? Stage.TLS : Stage.UNTYPED;
                return Seen.NOTHING;
            }
            case TYPED, TLS -> {
                return frame(next);
            }
            default -> {
                return Seen.NOTHING;
            }
        }
    }

    /** What a byte completes. */
    enum Seen {
        NOTHING,
        HEADER,
        END_OF_AUTHENTICATION_MESSAGE,
        /** The server has answered all that it was asked. Not seen under TLS. */
        END_OF_ANSWER,
        END_OF_MESSAGE
    }

    private Seen frame(byte next) {
        if (headerBytes < header.length) {
            header[headerBytes++] = next;
            if (headerBytes < header.length) {
                return Seen.NOTHING;
            }
            ByteBuffer whole = ByteBuffer.wrap(header);
            bodyLeft = stage == Stage.TLS ? whole.getShort(3) & 0xFFFF : whole.getInt(1) - 4;
            return bodyLeft <= 0 ? end() : Seen.HEADER;
        }
        return --bodyLeft == 0 ? end() : Seen.NOTHING;
    }

    private Seen end() {
        headerBytes = 0;
        if (stage != Stage.TYPED) {
            return Seen.END_OF_MESSAGE;
        }
        return switch (header[0]) {
            case 'R' -> Seen.END_OF_AUTHENTICATION_MESSAGE;
            case 'Z' -> Seen.END_OF_ANSWER;
            default -> Seen.END_OF_MESSAGE;
        };
    }
}
