package io.claviger.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.claviger.events.Samples.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever copies the command from the README publishes the golden sample. */
class ReadmeTest {

    private static final Pattern COMMAND =
            Pattern.compile("kcat -P \\S+ \\S+ -t (\\S+) -k (\\S+) \\\\\n(.*?)<<'DATA'\n(.*?)\nDATA", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("-H '([^=]+)=([^']*)'");

    @Test
    void publishesTheSampleOfADisabledKey() throws IOException {
        Sample sample = Samples.of("io.claviger.key.disabled");

        Matcher command = COMMAND.matcher(Files.readString(Path.of("README.md")));

        assertThat(command.find()).isTrue();
        assertThat(command.group(1)).isEqualTo(sample.json().get("topic").textValue());
        assertThat(command.group(2)).isEqualTo(sample.json().get("key").textValue());
        assertThat(headers(command.group(3))).isEqualTo(sample.headers());
        assertThat(Samples.JSON.readTree(command.group(4))).isEqualTo(sample.data());
        assertThat(command.group(4)).as("kcat sends a record per line").doesNotContain("\n");
    }

    private static Map<String, String> headers(String arguments) {
        Map<String, String> headers = new LinkedHashMap<>();
        Matcher header = HEADER.matcher(arguments);
        while (header.find()) {
            headers.put(header.group(1), header.group(2));
        }
        return headers;
    }
}
