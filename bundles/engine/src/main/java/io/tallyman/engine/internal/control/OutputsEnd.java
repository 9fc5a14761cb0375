package io.tallyman.engine.internal.control;

import io.tallyman.engine.internal.output.Output;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;

/**
 * Ends the outputs of one session side by side, under one deadline. An output that does not end in time has its
 * destination closed under it; one that hangs all the same is given up. Control thread only.
 */
final class OutputsEnd {
    private static final long FINISH_MILLIS = 5_000;
    /** An output whose destination was closed has this long to notice that. */
    private static final long ABANDON_MILLIS = 1_000;

    private final List<Output> outputs;
    private final Runnable onDone;
    private final Future<?> deadline;
    private Future<?> givingUp;
    private boolean done;

    /** @param onDone called once, when every output has ended or was given up */
    OutputsEnd(Output[] outputs, ControlThread control, Runnable onDone) {
        this.outputs = Arrays.asList(outputs);
        this.onDone = onDone;
        this.outputs.forEach(Output::finish);
        deadline = control.after(FINISH_MILLIS, () -> abandon(control));
    }

    private void abandon(ControlThread control) {
        outputs.stream().filter(o -> !o.isGone()).forEach(Output::abandon);
        givingUp = control.after(ABANDON_MILLIS, this::giveUp);
    }

    private void giveUp() {
        for (Output output : outputs) {
            if (!output.isGone()) {
                System.getLogger("io.tallyman.output").log(System.Logger.Level.WARNING,
                        "output {0} is given up: its destination does not return", output.request().name());
                output.giveUp();
            }
        }
        finish();
    }

    /** An output has ended. */
    void look() {
        if (outputs.stream().allMatch(Output::isGone)) {
            finish();
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            deadline.cancel(false);
            if (givingUp != null) {
                givingUp.cancel(false);
            }
            onDone.run();
        }
    }
}
