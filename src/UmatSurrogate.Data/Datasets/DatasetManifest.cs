using System.Globalization;
using System.Text;
using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Data;

/// <summary>
/// <c>dataset.json</c> and the names and headers of all files of a data set, as functions of the description: every shard writes
/// the same manifest, and a manifest that differs from the one its own description gives is refused.
/// </summary>
internal sealed class DatasetManifest
{
    /// <summary>
    /// The name of the format, also part of the spec hash: a new version is due when the same description gives other bytes, or gains a key. What
    /// the first version could describe is still written in it, with the same bytes.
    /// </summary>
    public const string FirstSchema = "umat-surrogate/dataset/1";

    /// <inheritdoc cref="FirstSchema"/>
    public const string Schema = "umat-surrogate/dataset/2";

    public const string FileName = "dataset.json";
    public const string VolumeElementFileName = "volume-elements.bin";
    public const string PathFileName = "paths.bin";

    private const string StressStepKey = "stress_step_Pa";

    private readonly byte[] _text;

    /// <param name="spec">The description.</param>
    /// <param name="stressStep_Pa">0 for stresses as simulated; otherwise they are whole multiples of this, Pa: the data set was packed and unpacked.</param>
    public DatasetManifest(DatasetSpec spec, double stressStep_Pa = 0)
    {
        DataFileHeader.RequireLittleEndian();
        Plan = new DatasetPlan(spec);
        StressStep_Pa = stressStep_Pa;
        byte[] description = Json(indented: false, json => DatasetSpecFile.Write(json, spec));
        string step = stressStep_Pa == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{StressStepKey} {stressStep_Pa:R}");
        SpecHash = SpecHash.Of([.. Encoding.UTF8.GetBytes(SchemaOfThis), .. description, .. Encoding.UTF8.GetBytes(step)]);
        _text = [.. Json(indented: true, WriteManifest), (byte)'\n'];
    }

    public DatasetPlan Plan { get; }

    public SpecHash SpecHash { get; }

    /// <summary>See the constructor.</summary>
    public double StressStep_Pa { get; }

    private string SchemaOfThis => Plan.Spec.IsFirstVersion && StressStep_Pa == 0 ? FirstSchema : Schema;

    public DataFileHeader VolumeElementHeader => new(
        DataFileKind.VolumeElements, 0, Plan.Spec.VolumeElements.Count,
        DatasetRecords.VolumeElementLength(Plan.Spec.VolumeElements.Grains), Plan.Spec.VolumeElements.Grains, SpecHash);

    public DataFileHeader PathHeader => new(
        DataFileKind.Paths, 0, Plan.Spec.PathCount,
        DatasetRecords.PathLength(Plan.Spec.PathRule.Steps), Plan.Spec.PathRule.Steps, SpecHash);

    public DataFileHeader SampleHeader(int file)
    {
        (int first, int count) = Plan.FileRange(file);
        int steps = Plan.Spec.PathRule.Steps;
        return new(DataFileKind.Samples, first, count, DatasetRecords.SampleLength(steps), steps, SpecHash);
    }

    /// <summary>The text of the failure records of a sample file; it exists only where a simulation failed or was repeated.</summary>
    public static string FailureFileName(int file) => string.Create(CultureInfo.InvariantCulture, $"failures-{file:D5}.json");

    public static string SampleFileName(int file) => string.Create(CultureInfo.InvariantCulture, $"samples-{file:D5}.bin");

    /// <summary>All binary files with their headers: volume elements, paths, then the samples in order.</summary>
    public IEnumerable<(string Name, DataFileHeader Header)> Files()
    {
        yield return (VolumeElementFileName, VolumeElementHeader);
        yield return (PathFileName, PathHeader);
        for (int k = 0; k < Plan.FileCount; k++)
            yield return (SampleFileName(k), SampleHeader(k));
    }

    /// <summary>Reads the manifest of a directory.</summary>
    /// <exception cref="InputException">No manifest, an unknown schema, or a manifest that was changed.</exception>
    public static DatasetManifest Read(string directory)
    {
        string file = Path.Combine(directory, FileName);
        if (!File.Exists(file))
            throw new InputException($"'{directory}' holds no data set: there is no '{FileName}'.");
        return Parse(File.ReadAllBytes(file), file);
    }

    /// <summary>The manifest as the text of its file.</summary>
    public byte[] ToUtf8() => [.. _text];

    /// <summary>Reads the text of a manifest; the name stands for the file in messages.</summary>
    /// <exception cref="InputException">An unknown schema, or a manifest that was changed.</exception>
    public static DatasetManifest Parse(byte[] text, string file)
    {
        YamlSection section = YamlSection.Parse(Encoding.UTF8.GetString(text), file);
        string schema = section.Text("schema");
        if (schema is not (Schema or FirstSchema))
        {
            throw new InputException(
                $"{file}: the schema is '{schema}'; this program reads '{FirstSchema}' and '{Schema}'. Use the version of the program that wrote it.");
        }
        DatasetManifest manifest = new(DatasetSpecFile.Read(section.Section("spec")), section.Number(StressStepKey, 0));
        return text.AsSpan().SequenceEqual(manifest._text)
            ? manifest
            : throw new InputException(
                $"{file}: the manifest is not the one that its own description gives; it was changed after it was written. "
                + "Run 'dataset generate' with the original description again.");
    }

    /// <summary>Writes the manifest, or checks that the one in the directory is the same.</summary>
    /// <exception cref="InputException">The directory holds another data set.</exception>
    public void WriteOrCompare(string directory, string writer)
    {
        string file = Path.Combine(directory, FileName);
        if (File.Exists(file))
        {
            if (!File.ReadAllBytes(file).AsSpan().SequenceEqual(_text))
            {
                throw new InputException(
                    $"'{directory}' already holds a data set with another description (see {file}). Give another directory, or delete this one first.");
            }
            return;
        }
        DataFile.WriteText(file, writer, _text);
    }

    private void WriteManifest(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("schema", SchemaOfThis);
        json.WriteString("spec_hash", SpecHash.ToString());
        if (StressStep_Pa != 0)
            json.WriteNumber(StressStepKey, StressStep_Pa);
        json.WritePropertyName("spec");
        DatasetSpecFile.Write(json, Plan.Spec);
        json.WriteStartObject("held_out");
        json.WriteNumber("volume_elements", Plan.HeldOutVolumeElements);
        json.WriteNumber("paths", Plan.HeldOutPaths);
        json.WriteEndObject();
        json.WriteStartObject("samples");
        json.WriteNumber("count", Plan.SampleCount);
        json.WriteNumber("training", Plan.TrainingSampleCount);
        json.WriteNumber("validation", Plan.SampleCount - Plan.TrainingSampleCount);
        json.WriteNumber("files", Plan.FileCount);
        json.WriteString("first_file", SampleFileName(0));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static byte[] Json(bool indented, Action<Utf8JsonWriter> write)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = indented, NewLine = "\n" }))
            write(json);
        return stream.ToArray();
    }
}
