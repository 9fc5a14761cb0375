package io.tallyman.printing;

import io.tallyman.api.decode.Decoder;
import io.tallyman.api.decode.Sockaddr;
import io.tallyman.api.decode.Symbols;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.event.ProcessOrigin;
import io.tallyman.api.output.LineBuffer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Values that only events of some {@linkplain Meaning meanings} have: the program of an exec, the path of a file, the
 * address of a peer. An event without the value has no such member. For one thread.
 */
public final class EventValues {
    private static final int EINPROGRESS = 115;
    private static final int LARGEST_ERROR = 4095;

    private final JsonArgs args;
    private final Sockaddr address = new Sockaddr();
    private final Decoder errors = Symbols.builtIn().decoder(Symbols.ERRNO);

    public EventValues(Values values) {
        args = values.args();
    }

    /** True if the event tells that events are missing. */
    public static boolean isLoss(EventView event) {
        return Meaning.of(event.type()).action() == Meaning.Action.EVENTS_LOST;
    }

    /** True if the call has only begun what it was asked for, such as to connect (EINPROGRESS). */
    public static boolean isUnderWay(EventView event) {
        return event.returnValue() == -EINPROGRESS && event.type().isSyscall();
    }

    /**
     * The system call during which an event came, or null if it is not known. A 32-bit call has a number of another
     * table, so its name comes from the event.
     */
    public static EventType syscall(EventView event) {
        EventType type = event.type();
        if (type.isSyscall()) {
            return type;
        }
        return event.isCompat() ? null : Catalogue.builtIn().bySyscall(event.syscall());
    }

    /** True if the event is a system call that returned an error. */
    public static boolean hasFailed(EventView event) {
        long value = event.returnValue();
        return value < 0 && value >= -LARGEST_ERROR && event.type().isSyscall();
    }

    /** True if the event stands for several. */
    public static boolean isFolded(EventView event) {
        return event.count() > 1;
    }

    /** A value that only an event has which stands for several. */
    public static Value ofFolded(Value value) {
        return (event, out) -> {
            if (isFolded(event)) {
                value.put(event, out);
            }
        };
    }

    /** A number that only an event has which stands for several. */
    public static Value ofFolded(ToLongFunction<EventView> number) {
        return ofFolded(Values.number(number));
    }

    /** Appends the word for how the process came into its container. Appends nothing where there is none. */
    static void putOrigin(EventView event, LineBuffer out) {
        if (event.origin() != ProcessOrigin.NONE) {
            out.ascii(event.origin().word());
        }
    }

    /** How the process came into its container, as a string of JSON. */
    public static Value origin() {
        return (event, out) -> {
            if (event.origin() != ProcessOrigin.NONE) {
                out.put('"').ascii(event.origin().word()).put('"');
            }
        };
    }

    /** The name of the error that a system call returned, such as {@code "ENOENT"}. */
    public Value errorName() {
        return (event, out) -> {
            if (hasFailed(event)) {
                errors.put(-event.returnValue(), out.put('"'));
                out.put('"');
            }
        };
    }

    /** Path of the program that a process starts to run. */
    public Value executable() {
        return (event, out) -> putString(event, Meaning.of(event.type()).executable(), out);
    }

    /** The last name in that path. */
    public Value executableName() {
        return (event, out) -> {
            int arg = Meaning.of(event.type()).executable();
            if (has(event, arg)) {
                args.putLastName(event, arg, out);
            }
        };
    }

    /** SHA-256 of the program that a process starts to run, where an output was asked for it. */
    public Value sha256() {
        return (event, out) -> putString(event, Meaning.of(event.type()).sha256(), out);
    }

    /** Arguments of the program that a process starts to run, as an array. */
    public Value argv() {
        return (event, out) -> {
            int arg = Meaning.of(event.type()).argv();
            if (has(event, arg)) {
                args.putStrings(event, arg, out);
            }
        };
    }

    /** The same arguments as one string. */
    public Value commandLine() {
        return (event, out) -> {
            int arg = Meaning.of(event.type()).argv();
            if (has(event, arg)) {
                args.putCommandLine(event, arg, out);
            }
        };
    }

    /** How many arguments the program has; not known if some of them were cut off. */
    public Value argvCount() {
        return (event, out) -> {
            int arg = Meaning.of(event.type()).argv();
            if (has(event, arg) && !event.isTruncated(arg)) {
                out.decimal(args.countStrings(event, arg));
            }
        };
    }

    /**
     * The argument that names the file: the path of the open file where the source was asked for paths, else the path as
     * the caller passed it.
     *
     * @return a number for {@link #isThere}, or -1 if the event is of no file
     */
    public static int pathArgument(EventView event) {
        Meaning meaning = Meaning.of(event.type());
        if (meaning.action().isFile() && event.type().returnsFd() && event.returnValue() >= 0) {
            int opened = event.pathOf(event.type().fields().size());
            if (isThere(event, opened)) {
                return opened;
            }
        }
        return meaning.path() < event.argCount() ? meaning.path() : -1;
    }

    /** Path of the descriptor that a system call returned. */
    public Value returnedPath() {
        return (event, out) -> {
            int path = event.type().returnsFd() && event.returnValue() >= 0
                    ? event.pathOf(event.type().fields().size()) : -1;
            if (isThere(event, path)) {
                args.putString(event, path, out);
            }
        };
    }

    /** Path of the file, see {@link #pathArgument}. */
    public Value path() {
        return (event, out) -> {
            int arg = pathArgument(event);
            if (isThere(event, arg)) {
                args.putString(event, arg, out);
            }
        };
    }

    /** The last name in the path of the file. */
    public Value pathName() {
        return (event, out) -> {
            int arg = pathArgument(event);
            if (isThere(event, arg)) {
                args.putLastName(event, arg, out);
            }
        };
    }

    /** The new name of a file, or what a link points to. */
    public Value targetPath() {
        return (event, out) -> putString(event, Meaning.of(event.type()).targetPath(), out);
    }

    /** The argument of one type of event that is a text. */
    public Value stringArgument(String event, String field) {
        int id = Catalogue.builtIn().byName(event).id();
        int arg = Catalogue.builtIn().byName(event).indexOf(field);
        return (seen, out) -> {
            if (seen.type().id() == id) {
                putString(seen, arg, out);
            }
        };
    }

    /** The argument of one type of event that is a number. */
    public static Value numberArgument(String event, String field) {
        int id = Catalogue.builtIn().byName(event).id();
        int arg = Catalogue.builtIn().byName(event).indexOf(field);
        return (seen, out) -> {
            if (seen.type().id() == id && arg < seen.argCount()) {
                out.decimal(seen.number(arg));
            }
        };
    }

    /** Host of the internet address that an event has. */
    public Value addressHost(Predicate<Meaning> which) {
        return (event, out) -> {
            if (isInternet(event, which)) {
                address.putHost(out.put('"'));
                out.put('"');
            }
        };
    }

    /** Port of the internet address that an event has. */
    public Value addressPort(Predicate<Meaning> which) {
        return (event, out) -> {
            if (isInternet(event, which)) {
                out.decimal(address.port());
            }
        };
    }

    /** An address that is no internet address: {@code "unix:/run/x.sock"}. */
    public Value addressName(Predicate<Meaning> which) {
        return (event, out) -> {
            Meaning meaning = Meaning.of(event.type());
            if (has(event, meaning.address()) && which.test(meaning) && !isInternet(event, which)) {
                args.putAddress(event, meaning.address(), out);
            }
        };
    }

    /** {@code "ipv4"} or {@code "ipv6"}. */
    public Value addressFamily() {
        return (event, out) -> {
            if (isInternet(event, meaning -> true)) {
                out.ascii(address.form() == Sockaddr.Form.INET ? "\"ipv4\"" : "\"ipv6\"");
            }
        };
    }

    private boolean isInternet(EventView event, Predicate<Meaning> which) {
        return isInternet(event, which, address);
    }

    /** Reads the event's address, if it is one that is asked for. Returns true if it is an internet address. */
    public static boolean isInternet(EventView event, Predicate<Meaning> which, Sockaddr address) {
        Meaning meaning = Meaning.of(event.type());
        if (!has(event, meaning.address()) || !which.test(meaning)) {
            return false;
        }
        address.read(event, meaning.address());
        return address.form() == Sockaddr.Form.INET || address.form() == Sockaddr.Form.INET6;
    }

    private void putString(EventView event, int arg, LineBuffer out) {
        if (has(event, arg)) {
            args.putString(event, arg, out);
        }
    }

    /** True if the event has this argument, and its value is neither null nor unreadable. -1 is no argument. */
    public static boolean has(EventView event, int arg) {
        return arg < event.argCount() && isThere(event, arg);
    }

    /** The same of a path's number, see {@link EventView#pathOf}. */
    public static boolean isThere(EventView event, int arg) {
        return arg >= 0 && !event.isNull(arg) && !event.isUnreadable(arg);
    }
}
