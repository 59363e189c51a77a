package dev.dbpool.internal.jdbc;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.FilterReader;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.sql.SQLException;

/**
 * The streams of large objects. They speak with the server each time their buffer is used up, so they end with the
 * borrowed connection. To close one after that does nothing.
 */
final class BorrowedStreams {
    private BorrowedStreams() {}

    private static void requireOpen(BorrowedConnection borrowed) throws IOException {
        if (borrowed.isReturned()) {
            SQLException closed = borrowed.closed();
            throw new IOException(closed.getMessage(), closed);
        }
    }

    static InputStream of(BorrowedConnection borrowed, InputStream drivers) {
        return new FilterInputStream(drivers) {
            @Override
            public int read() throws IOException {
                requireOpen(borrowed);
                return in.read();
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                requireOpen(borrowed);
                return in.read(bytes, offset, length);
            }

            @Override
            public long skip(long count) throws IOException {
                requireOpen(borrowed);
                return in.skip(count);
            }

            @Override
            public int available() throws IOException {
                requireOpen(borrowed);
                return in.available();
            }

            @Override
            public synchronized void reset() throws IOException {
                requireOpen(borrowed);
                in.reset();
            }

            @Override
            public void close() throws IOException {
                if (!borrowed.isReturned()) {
                    in.close();
                }
            }
        };
    }

    static OutputStream of(BorrowedConnection borrowed, OutputStream drivers) {
        return new FilterOutputStream(drivers) {
            @Override
            public void write(int one) throws IOException {
                requireOpen(borrowed);
                out.write(one);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                requireOpen(borrowed);
                out.write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                requireOpen(borrowed);
                out.flush();
            }

            @Override
            public void close() throws IOException {
                if (!borrowed.isReturned()) {
                    out.close();
                }
            }
        };
    }

    static Reader of(BorrowedConnection borrowed, Reader drivers) {
        return new FilterReader(drivers) {
            @Override
            public int read() throws IOException {
                requireOpen(borrowed);
                return in.read();
            }

            @Override
            public int read(char[] chars, int offset, int length) throws IOException {
                requireOpen(borrowed);
                return in.read(chars, offset, length);
            }

            @Override
            public long skip(long count) throws IOException {
                requireOpen(borrowed);
                return in.skip(count);
            }

            @Override
            public boolean ready() throws IOException {
                requireOpen(borrowed);
                return in.ready();
            }

            @Override
            public void reset() throws IOException {
                requireOpen(borrowed);
                in.reset();
            }

            @Override
            public void close() throws IOException {
                if (!borrowed.isReturned()) {
                    in.close();
                }
            }
        };
    }

    static Writer of(BorrowedConnection borrowed, Writer drivers) {
        return new FilterWriter(drivers) {
            @Override
            public void write(int one) throws IOException {
                requireOpen(borrowed);
                out.write(one);
            }

            @Override
            public void write(char[] chars, int offset, int length) throws IOException {
                requireOpen(borrowed);
                out.write(chars, offset, length);
            }

            @Override
            public void write(String text, int offset, int length) throws IOException {
                requireOpen(borrowed);
                out.write(text, offset, length);
            }

            @Override
            public void flush() throws IOException {
                requireOpen(borrowed);
                out.flush();
            }

            @Override
            public void close() throws IOException {
                if (!borrowed.isReturned()) {
                    out.close();
                }
            }
        };
    }
}
