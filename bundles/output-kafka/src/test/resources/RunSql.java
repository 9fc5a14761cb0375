import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;

/**
 * Runs a file of SQL in a Flink of this process alone, as {@code sql-client.sh -f FILE} does: {@code RunSql FILE [KEY VALUE]...}.
 * Java starts this from the source, since no other test has Flink's classes.
 */
public final class RunSql {
    private static final Pattern SET = Pattern.compile("SET '([^']+)' = '([^']+)'");

    private RunSql() {
    }

    public static void main(String[] args) throws Exception {
        TableEnvironment flink = TableEnvironment.create(EnvironmentSettings.inStreamingMode());
        for (int i = 1; i < args.length; i += 2) {
            flink.getConfig().set(args[i], args[i + 1]);
        }
        for (String statement : Files.readString(Path.of(args[0])).replaceAll("(?m)^ *--.*$", "").split(";")) {
            Matcher set = SET.matcher(statement.strip());
            if (set.matches()) {
                flink.getConfig().set(set.group(1), set.group(2));
            } else if (!statement.isBlank()) {
                flink.executeSql(statement).getJobClient().ifPresent(job -> job.getJobExecutionResult().join());
            }
        }
    }
}
