package io.tallyman.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.Test;

/** The commands of {@code docs/questions.md} are commands that the product takes. */
public class QuestionsIT {
    private static final Path ROOT = Tallyman.HOME.resolve("../../..").normalize();
    private static final String COMMAND = "    tallyman ";
    /** A replay takes the events and the filters of a trace but follow, and needs neither root nor a container. */
    private static final String REPLAY = Tallyman.HOME.resolve("bin/tallyman") + " replay "
            + Tallyman.HOME.resolve("samples/quay.cap") + " -o json";

    @Test
    public void shouldTakeTheCommandOfEachQuestion() throws Exception {
        List<String> page = Files.readAllLines(ROOT.resolve("docs/questions.md"));
        List<String> commands = page.stream().filter(line -> line.startsWith(COMMAND)).map(String::strip).toList();
        long questions = page.stream().filter(line -> line.startsWith("## ") && line.endsWith("?")).count();
        assertEquals(15, questions);
        // one question takes a trace and a replay
        assertEquals(questions + 1, commands.size());
        for (String each : commands) {
            String replay = each.replaceFirst("^tallyman (trace -c|replay \\S+)", "")
                    .replaceAll("-o \\S+|--fold \\S+|-s follow", "");
            String said = Commands.run("bash", "-c", REPLAY + replay + " 2>&1 >/dev/null");
            assertTrue(each + "\n" + said, said.contains("traced 40 events"));
        }
    }
}
