package io.tallyman.printer.tree.internal;

import io.tallyman.api.container.Container;
import io.tallyman.api.event.Catalogue;
import io.tallyman.api.event.EventType;
import io.tallyman.api.event.EventView;
import io.tallyman.api.output.LineBuffer;
import io.tallyman.api.output.Printer;

/**
 * Writes a block for each container when the container is removed, and at the end one for each container that is left.
 * Keeps what it knows of a container until then, so it allocates for each process that it keeps.
 */
final class TreePrinter implements Printer {
    private static final EventType CREATE = Catalogue.builtIn().byName("container_create");
    private static final EventType EXISTING = Catalogue.builtIn().byName("existing_container");
    private static final EventType START = Catalogue.builtIn().byName("container_start");
    private static final EventType REMOVE = Catalogue.builtIn().byName("container_remove");
    private static final EventType LOST = Catalogue.builtIn().byName("lost");
    private static final int LOST_COUNT = LOST.indexOf("count");

    private final boolean showsHost;
    private final Lives lives;
    private final Blocks blocks;
    private final int mostContainers;
    private long hostPrograms;
    private long notFollowed;
    private long missing;
    private long latest;

    /** @param showsHost whether processes of the host are a tree as well */
    TreePrinter(Limits limits, boolean showsHost) {
        this.showsHost = showsHost;
        mostContainers = limits.containers();
        lives = new Lives(limits);
        blocks = new Blocks(limits);
    }

    @Override
    public boolean writesEachEvent() {
        return false;
    }

    @Override
    public void print(EventView event, LineBuffer out) {
        EventType type = event.type();
        Container container = event.container();
        latest = Math.max(latest, event.time());
        if (type == LOST && container == null) {
            missing += event.number(LOST_COUNT);
        } else if (container == null && !showsHost) {
            hostPrograms += type == Programs.EXEC ? 1 : 0;
        } else if (isOfLives(type)) {
            Life life = lives.of(container, event.time());
            if (life != null) {
                tell(life, type, event, out);
            } else if (type == CREATE || type == EXISTING) {
                notFollowed++;
            }
        }
    }

    private static boolean isOfLives(EventType type) {
        return type == Programs.EXEC || type == Lives.FORK || type == Lives.EXIT || type == CREATE || type == EXISTING
                || type == START || type == REMOVE || type == LOST;
    }

    private void tell(Life life, EventType type, EventView event, LineBuffer out) {
        if (type == Programs.EXEC) {
            lives.executed(life, event);
        } else if (type == Lives.FORK) {
            lives.forked(life, event);
        } else if (type == Lives.EXIT) {
            lives.exited(life, event);
        } else if (type == CREATE) {
            life.created = true;
        } else if (type == START) {
            lives.started(life, event);
        } else if (type == LOST) {
            life.missing += event.number(LOST_COUNT);
        } else if (type == REMOVE) {
            life.removed = event.time();
            lives.forget(life);
            blocks.put(life, latest, out);
        }
    }

    @Override
    public void end(LineBuffer out) {
        long idle = 0;
        Life host = null;
        for (Life life : lives.all()) {
            if (life.container == null) {
                host = life;
            } else if (life.processes == 0 && life.missing == 0) {
                idle++;
            } else {
                blocks.put(life, latest, out);
            }
        }
        if (host != null) {
            blocks.put(host, latest, out);
        }
        say("not shown: ", idle, "container", " in which no process began or ended", out);
        say("not shown: ", notFollowed, "container", " beyond the " + mostContainers + " that are followed at a time",
                out);
        say("missing: ", missing, "event", ", of unknown containers", out);
        say("not shown: ", hostPrograms, "program", " outside of containers; -s '!container' shows those alone", out);
    }

    private static void say(String before, long number, String noun, String after, LineBuffer out) {
        if (number > 0) {
            Counted.put(before, number, noun, out).ascii(after).put('\n');
        }
    }
}
