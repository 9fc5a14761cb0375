package io.tallyman.engine.internal.redaction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tallyman.api.record.RecordLayout;
import io.tallyman.testing.FakeEventView;
import io.tallyman.testing.RecordBuilder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String RULE = "argv:(?i)(--?password[= ])\\S+";
    /** An offset in the buffer that is not zero, as records in a queue have it. */
    private static final int OFFSET = 136;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mysql --password=hunter2 -e x | mysql --password=*** -e x",
        "mysql --PassWord hunter2 -e x | mysql --PassWord *** -e x",
        "mysql -password 1 x | mysql -password * x",
        "a --password=b --password=c d | a --password=* --password=* d",
        "mysql --pass=hunter2 | mysql --pass=hunter2"})
    void shouldHideTheValueAndKeepTheFirstGroup(String argv, String expected) {
        assertEquals(expected, argv(RULE, argv.split(" ")));
    }

    @Test
    void shouldHideAWholeArgumentThoughItHasBlanks() {
        assertEquals("mysql|--password|***|-e", words(RULE, "mysql", "--password", "my long secret", "-e"));
        assertEquals("mysql|--password=***|-e", words(RULE, "mysql", "--password=my long secret", "-e"));
    }

    @Test
    void shouldHideOnlyTheWordInsideACommandOfAShell() {
        assertEquals("sh|-c|mysql --password=*** db", words(RULE, "sh", "-c", "mysql --password=hunter2 db"));
        assertEquals("sh|-c|mysql --password *** db", words(RULE, "sh", "-c", "mysql --password hunter2 db"));
    }

    @Test
    void shouldLeaveNoByteOfTheSecretInTheRecord() {
        byte[] record = redact(RULE, exec("mysql", "--password", "hunter2-secret", "x"), 1);
        String bytes = new String(record, StandardCharsets.ISO_8859_1);
        assertTrue(!bytes.contains("hunter2") && !bytes.contains("secret"), bytes);
        assertEquals(exec("mysql", "--password", "hunter2-secret", "x").length, record.length);
    }

    @Test
    void shouldLeaveOtherArgumentsAndOtherEventsAsTheyAre() {
        byte[] exec = RecordBuilder.of("sched_process_exec").text("pathname", "/x --password=y").bytes();
        assertArrayEquals(exec, redact(RULE, exec, 0));
        byte[] open = RecordBuilder.of("openat").text("pathname", "--password=y").bytes();
        assertArrayEquals(open, redact(RULE, open, 0));
        assertEquals("a --password=***", view(redact("*:(--password=)\\S+", RecordBuilder.of("openat")
                .text("pathname", "a --password=secret").bytes(), 1)).text(1));
    }

    @Test
    void shouldHideSecretsInPathsOfDescriptorsWhereARuleIsForAllTexts() {
        byte[] record = redact("*:/secrets?/\\S+", RecordBuilder.of("openat").paths(null, "/run/secrets/token")
                .returnValue(3).text("pathname", "x").bytes(), 1);
        FakeEventView view = view(record);
        assertEquals("/run***", view.text(view.pathOf(view.type().fields().size())));
    }

    @Test
    void shouldKeepTheMarkOfATextThatWasCut() {
        FakeEventView view = view(redact(RULE, RecordBuilder.of("execve")
                .truncated("argv", "x\0--password\0hunter2".getBytes(StandardCharsets.US_ASCII)).bytes(), 1));
        int argv = view.type().indexOf("argv");
        assertTrue(view.isTruncated(argv));
        assertEquals("x\0--password\0***", view.text(argv));
    }

    @Test
    void shouldMatchBytesThatAreNoText() {
        assertEquals("x|--password=***|ü", words("argv:(--password=)\\S+|ö", "x", "--password=\u00ff\u00fe", "ü"));
        assertEquals("x|***|ü", words("argv:ö+", "x", "öö", "ü"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "psql postgresql://app:hunter2@db/x | psql postgresql://app:***@db/x",
        "curl -H Authorization:Bearer.eyJhbGci | curl -H Authorization:***",
        "app --api-key=abc | app --api-key=***",
        "app --db-password abc | app --db-password ***",
        "env MYSQL_ROOT_PASSWORD=abc x | env MYSQL_ROOT_PASSWORD=*** x",
        "sshpass -p abc ssh h | sshpass -p *** ssh h",
        "aws AKIAIOSFODNN7EXAMPLE x | aws *** x",
        "psql mysql://u:p@ss@h | psql mysql://u:***@h",
        "psql mysql://u:p/ss@h/d | psql mysql://u:***@h/d",
        "curl http://127.0.0.1:9200/x | curl http://127.0.0.1:9200/x",
        "env DB_PASS=abc x | env DB_PASS=*** x",
        "env MYSQL_PWD=abc PWD=/tmp x | env MYSQL_PWD=*** PWD=/tmp x",
        "curl -d {\"user\":\"u\",\"password\":\"hunter2\"} | curl -d {\"user\":\"u\",\"password\":***}",
        "curl -d {\\\"password\\\":\\\"hunter2\\\"} | curl -d {\\\"password\\\":***",
        "ls -l --color=auto /etc/passwd.d | ls -l --color=auto /etc/passwd.d",
        "git clone https://example.org/a:b | git clone https://example.org/a:b",
        "tar --exclude=token.txt x | tar --exclude=token.txt x",
        "ssh -p 22 host | ssh -p 22 host"})
    void shouldKnowTheCommonFormsOfSecrets(String argv, String expected) {
        assertEquals(expected, argv("default", argv.split(" ")));
    }

    @Test
    void shouldHideHeadersAndVariables() {
        assertEquals("curl|-H|Authorization: ***|https://x", words("default", "curl", "-H",
                "Authorization: Bearer eyJh.bGci.x", "https://x"));
        FakeEventView view = view(redact("default", RecordBuilder.of("sched_process_exec")
                .strings("envp", "PATH=/bin", "GITHUB_TOKEN=abc def", "DATABASE_URL=mysql://u:p@h/d").bytes(), 1));
        assertEquals("PATH=/bin\0GITHUB_TOKEN=***\0DATABASE_URL=mysql://u:*@h/d\0",
                view.text(view.type().indexOf("envp")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "DB_PASSWORD=hunter2 | DB_PASSWORD=***",
        "{\"user\":\"u\",\"password\": \"hunter2\",\"n\":7} | {\"user\":\"u\",\"password\": ***,\"n\":7}",
        "GET / HTTP/1.1~Authorization: Bearer eyJh.bGci.x~Accept: a/b | GET / HTTP/1.1~Authorization: ***~Accept: a/b",
        "dsn mysql://u:p@ss@h/d | dsn mysql://u:***@h/d",
        "key AKIAIOSFODNN7EXAMPLE used | key *** used",
        "the password of the door | the password of the door"})
    void shouldHideSecretsInWhatIsWritten(String text, String expected) {
        FakeEventView view = view(redact("default", RecordBuilder.of("write").text("text", text.replace('~', '\n')).bytes(),
                text.equals(expected) ? 0 : 1));
        assertEquals(expected, view.text(view.type().indexOf("text")).replace('\n', '~'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ApiKey VnVhQ2", "Splunk 1a-2b", "Basic dTpw",
        "Digest username=\"u\", response=\"6629\"", "AWS4-HMAC-SHA256 Credential=AK/x, Signature=f1"})
    void shouldHideTheWholeAuthorization(String value) {
        assertEquals("curl|-H|Authorization: ***|-v", words("default", "curl", "-H", "Authorization: " + value, "-v"));
    }

    @Test
    void shouldHideSecretsInVariables() {
        FakeEventView view = view(redact("default", RecordBuilder.of("sched_process_exec").strings("envp", "PWD=/tmp",
                "DB_PASSWORD= abc def", "SMTP_PASS=abc", "FOO=ghp_012345678901234567890123", "X=AKIAIOSFODNN7EXAMPLE",
                "TOKEN=", "A=b").bytes(), 1));
        assertEquals("PWD=/tmp\0DB_PASSWORD=***\0SMTP_PASS=***\0FOO=***\0X=***\0TOKEN=\0A=b\0",
                view.text(view.type().indexOf("envp")));
    }

    @Test
    void shouldHideWhatStandsBeforeTheFirstGroup() {
        assertEquals("mail ***@*** x", argv("argv:\\S+(@)example\\.com", "mail", "someone@example.com", "x"));
        assertEquals("mail ***@example.com x",
                argv("argv:\\S+(?P<tail>@example\\.com)", "mail", "someone@example.com", "x"));
    }

    @Test
    void shouldHideFurtherGroupsAsTheRest() {
        assertEquals("a --b=*** c", argv("argv:(--(?:a|b)=)(\\S+)", "a", "--b=secret", "c"));
        assertEquals("a --b=*** c", argv("argv:(--(a|b)=)\\S+", "a", "--b=secret", "c"));
    }

    @Test
    void shouldNotCountATextOfWhichNothingIsHidden() {
        byte[] exec = exec("a", "--password=", "b");
        assertArrayEquals(exec, redact("argv:(--password=)\\w*", exec, 0));
    }

    /** To find each of these matches, the matcher reads the text to its end. */
    @Test
    void shouldHideATextWithVeryManyMatchesWhole() {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals("***",
                argv("argv:a[^b]*b|a", "a".repeat(30_011))));
        assertEquals("b" + "*b".repeat(255), argv("argv:a", "b" + "ab".repeat(255)));
    }

    /** A back-tracking matcher takes years for this. */
    @Test
    void shouldTakeTimeInProportionToTheText() {
        String hostile = "a".repeat(8_009);
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(hostile + "!",
                argv("argv:(a+)+$", hostile + "!")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"argv", "argw:x", "argv:(", "argv:(?=x)", "argv:x*", ":x", "dirfd:x"})
    void shouldRefuseWhatIsNoRule(String rule) {
        String message = assertThrows(IllegalArgumentException.class, () -> RedactionRules.parse(rule)).getMessage();
        assertTrue(message.length() > 20, message);
    }

    @Test
    void shouldDoNothingWithoutARule() {
        assertNull(RedactionRules.parse(""));
        assertNull(RedactionRules.parse(" \n "));
    }

    private static String argv(String rules, String... argv) {
        return words(rules, argv).replace('|', ' ');
    }

    private static String words(String rules, String... argv) {
        byte[] record = record(rules, exec(argv));
        FakeEventView view = view(record);
        String text = view.text(view.type().indexOf("argv"));
        return text.substring(0, text.length() - 1).replace('\0', '|');
    }

    private static byte[] exec(String... argv) {
        return RecordBuilder.of("sched_process_exec").strings("argv", argv).bytes();
    }

    private static FakeEventView view(byte[] record) {
        return new FakeEventView(record, null);
    }

    private static byte[] redact(String rules, byte[] record, int texts) {
        ByteBuffer buffer = buffer(record);
        assertEquals(texts, new Redaction(RedactionRules.parse(rules)).apply(buffer, OFFSET));
        return content(buffer, record.length);
    }

    private static byte[] record(String rules, byte[] record) {
        ByteBuffer buffer = buffer(record);
        new Redaction(RedactionRules.parse(rules)).apply(buffer, OFFSET);
        return content(buffer, record.length);
    }

    private static ByteBuffer buffer(byte[] record) {
        return ByteBuffer.allocateDirect(OFFSET + record.length).order(RecordLayout.ORDER).put(OFFSET, record);
    }

    private static byte[] content(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(OFFSET, bytes);
        return Arrays.copyOf(bytes, length);
    }
}
