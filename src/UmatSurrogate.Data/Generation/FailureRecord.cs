using System.Text;
using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>One failed attempt to simulate a sample.</summary>
/// <param name="PartsPerIncrement">Equal parts into which every increment was divided: 1, 2, 4, ...</param>
/// <param name="Increment">Increment of the path that failed, 1 .. T.</param>
/// <param name="Part">Part of the increment that failed, 1 .. parts.</param>
/// <param name="Voxel">Voxel that failed, x fastest, or -1 where it is not one voxel.</param>
/// <param name="Status">Its outcome.</param>
/// <param name="Reason">What failed, in one sentence.</param>
public sealed record FailedAttempt(int PartsPerIncrement, int Increment, int Part, int Voxel, PointStatus Status, string Reason);

/// <summary>
/// A sample whose simulation failed at least once, with everything needed to repeat it. The file <c>failures-NNNNN.json</c> beside a sample file
/// holds those of its samples.
/// </summary>
public sealed record FailureRecord
{
    private const string Schema = "umat-surrogate/failures/1";

    /// <summary>Index of the sample.</summary>
    public required int Sample { get; init; }

    /// <summary>How it was simulated.</summary>
    public required Fidelity Fidelity { get; init; }

    /// <summary>Index of the volume element, and the seed of its generator.</summary>
    public required int VolumeElement { get; init; }

    /// <inheritdoc cref="VolumeElement"/>
    public required ulong VolumeElementSeed { get; init; }

    /// <summary>Index of the path; it is drawn from this stream of the description's seed.</summary>
    public required int Path { get; init; }

    /// <inheritdoc cref="Path"/>
    public required ulong PathStream { get; init; }

    /// <summary>True if a later attempt with smaller increments succeeded, so that the sample is used.</summary>
    public required bool Recovered { get; init; }

    /// <summary>The attempts that failed, in order.</summary>
    public required IReadOnlyList<FailedAttempt> Attempts { get; init; }

    /// <summary>The records as the text of a file: the same records give the same bytes.</summary>
    internal static byte[] Write(IEnumerable<FailureRecord> records)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", Schema);
            json.WriteStartArray("failures");
            foreach (FailureRecord record in records)
                record.Write(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Writes one record as a JSON object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteStartObject();
        json.WriteNumber("sample", Sample);
        json.WriteString("fidelity", Fidelity.Option);
        json.WriteNumber("volume_element", VolumeElement);
        json.WriteNumber("volume_element_seed", VolumeElementSeed);
        json.WriteNumber("path", Path);
        json.WriteNumber("path_stream", PathStream);
        json.WriteBoolean("recovered", Recovered);
        json.WriteStartArray("attempts");
        foreach (FailedAttempt attempt in Attempts)
        {
            json.WriteStartObject();
            json.WriteNumber("parts_per_increment", attempt.PartsPerIncrement);
            json.WriteNumber("increment", attempt.Increment);
            json.WriteNumber("part", attempt.Part);
            json.WriteNumber("voxel", attempt.Voxel);
            json.WriteString("status", attempt.Status.ToString());
            json.WriteString("reason", attempt.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Reads the records of a file.</summary>
    /// <exception cref="InputException">The text is no file of failure records.</exception>
    internal static IReadOnlyList<FailureRecord> Read(string file) => Read(File.ReadAllBytes(file), file);

    internal static IReadOnlyList<FailureRecord> Read(ReadOnlySpan<byte> text, string name)
    {
        YamlSection section = YamlSection.Parse(Encoding.UTF8.GetString(text), name);
        if (section.Text("schema") is string schema && schema != Schema)
            throw new InputException($"{name}: the schema is '{schema}'; this program reads '{Schema}'.");
        List<FailureRecord> records = [];
        foreach (YamlSection record in section.Sections("failures"))
        {
            records.Add(new()
            {
                Sample = record.WholeNumber("sample"),
                Fidelity = Fidelity.Parse(record.Text("fidelity")) ?? throw record.Wrong("fidelity", "taylor or a number of voxels per edge"),
                VolumeElement = record.WholeNumber("volume_element"),
                VolumeElementSeed = record.Seed("volume_element_seed"),
                Path = record.WholeNumber("path"),
                PathStream = record.Seed("path_stream"),
                Recovered = record.Text("recovered") == "true",
                Attempts = [.. record.Sections("attempts").Select(ReadAttempt)],
            });
        }
        return records;
    }

    private static FailedAttempt ReadAttempt(YamlSection attempt) => new(
        attempt.WholeNumber("parts_per_increment"), attempt.WholeNumber("increment"), attempt.WholeNumber("part"), attempt.WholeNumber("voxel"),
        Enum.TryParse(attempt.Text("status"), out PointStatus status) ? status : throw attempt.Wrong("status", "a status of a material point"),
        attempt.Text("reason"));
}
