package io.tallyman.output.stdout.internal;

import io.tallyman.api.output.Destination;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What {@link StdoutTest} runs. */
final class StdoutProgram {
    private StdoutProgram() {
    }

    public static void main(String[] args) throws Exception {
        StdoutFactory factory = new StdoutFactory();
        Destination out = factory.open(Map.of());
        String said = switch (args[0]) {
            case "lines" -> lines(out, Integer.parseInt(args[1]));
            case "retry" -> attempt(out) + " " + attempt(out);
            case "twice" -> {
                write(out, "first\n");
                out.close();
                write(factory.open(Map.of()), "second\n");
                yield "done";
            }
            case "close-blocked" -> closeBlocked(factory, out);
            case "two" -> two(factory, Integer.parseInt(args[1]));
            default -> throw new IllegalArgumentException(args[0]);
        };
        System.err.println(said);
    }

    private static String lines(Destination out, int count) {
        try {
            for (int i = 0; i < count; i++) {
                write(out, "line " + i + "\n");
            }
            return "done";
        } catch (IOException e) {
            return e.getClass().getSimpleName() + " " + e.getMessage();
        }
    }

    private static String attempt(Destination out) {
        try {
            write(out, "x\n");
            return "written";
        } catch (IOException e) {
            return e.getClass().getSimpleName();
        }
    }

    private static String closeBlocked(StdoutFactory factory, Destination out) throws Exception {
        String[] result = new String[1];
        Thread writer = new Thread(() -> result[0] = lines(out, Integer.MAX_VALUE));
        writer.start();
        while (!isInWrite(writer)) {
            Thread.sleep(5);
        }
        out.close();
        writer.join();
        try {
            factory.open(Map.of());
            return "open";
        } catch (IOException e) {
            return result[0] + ", then " + e.getMessage();
        }
    }

    /** True where ten looks in a row find it at the same native call. */
    private static boolean isInWrite(Thread writer) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            StackTraceElement[] stack = writer.getStackTrace();
            if (stack.length == 0 || !stack[0].getMethodName().startsWith("write")) {
                return false;
            }
            Thread.sleep(5);
        }
        return true;
    }

    private static String two(StdoutFactory factory, int count) throws Exception {
        Thread[] writers = new Thread[2];
        for (int i = 0; i < 2; i++) {
            Destination out = factory.open(Map.of());
            String line = Character.toString('a' + i).repeat(997) + "\n";
            writers[i] = new Thread(() -> {
                try {
                    for (int n = 0; n < count; n++) {
                        write(out, line);
                    }
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writers[i].start();
        }
        for (Thread writer : writers) {
            writer.join();
        }
        return "done";
    }

    private static void write(Destination out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.write(bytes, 0, bytes.length, 1);
    }
}
