package io.claviger.local.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.claviger.local.layout.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The records of running parts, {@code run/<part>.json} each. A file that cannot be read is no record. */
public record RunFolder(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public void write(ProcessRecord record) throws IOException {
        var json = JSON.createObjectNode()
                .put("part", record.part())
                .put("pid", record.pid())
                .put("since", record.since().toString())
                .put("port", record.port())
                .put("owner", record.owner());
        PrivateFiles.writePublic(file(record.part()), json.toPrettyString() + "\n");
    }

    public void remove(String part) throws IOException {
        Files.deleteIfExists(file(part));
    }

    public Optional<ProcessRecord> read(String part) {
        return parse(file(part));
    }

    /** All of them, oldest process first. */
    public List<ProcessRecord> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var records = new ArrayList<ProcessRecord>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().endsWith(".json"))
                    .forEach(file -> parse(file).ifPresent(records::add));
        }
        records.sort(Comparator.comparing(ProcessRecord::since));
        return records;
    }

    private Path file(String part) {
        return folder.resolve(part + ".json");
    }

    private static Optional<ProcessRecord> parse(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            return Optional.of(new ProcessRecord(
                    json.required("part").asText(),
                    json.required("pid").asLong(),
                    Instant.parse(json.required("since").asText()),
                    json.required("port").asInt(),
                    json.required("owner").asLong()));
        } catch (IOException | IllegalArgumentException | DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }
}
