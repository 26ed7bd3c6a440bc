using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Recurrent;

/// <summary>One float32 tensor of a safetensors file: its shape and its values, row-major (last index fastest).</summary>
public sealed record NamedTensor(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>
/// Reader and writer of the safetensors format (https://github.com/huggingface/safetensors): an unsigned 64-bit
/// little-endian header length, a JSON header (name -> dtype, shape, byte offsets; <c>__metadata__</c>: strings),
/// then the values, little-endian. Only dtype F32 is accepted. The reader checks that the header is well formed, that
/// every tensor has as many bytes as its shape says and that the tensors fill the file without gap or overlap.
/// Every failure is an <see cref="InputException"/> that names the file, the tensor and the value found.
/// </summary>
public static class SafetensorsFile
{
    private const int MaximumHeaderBytes = 16 << 20;

    /// <summary>Reads all tensors and the metadata strings of a file.</summary>
    /// <param name="path">The file; also used in messages.</param>
    /// <param name="bytes">The bytes of the file.</param>
    public static (IReadOnlyDictionary<string, NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(
        string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 8)
            throw Damaged(path, $"it has {bytes.Length} bytes, a safetensors file has at least 8");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (headerLength is 0 or > MaximumHeaderBytes || (long)headerLength > bytes.Length - 8)
            throw Damaged(path, $"its header length reads {headerLength} bytes, but {bytes.Length - 8} bytes follow (limit {MaximumHeaderBytes})");

        JsonDocument header;
        try
        {
            header = JsonDocument.Parse(bytes.Slice(8, (int)headerLength).ToArray());
        }
        catch (JsonException e)
        {
            throw new InputException($"{path}: the safetensors header is not valid JSON ({e.Message}). The file is damaged; copy or export it again.", e);
        }

        using (header)
            return ParseHeader(path, header.RootElement, bytes[(8 + (int)headerLength)..]);
    }

    private static (IReadOnlyDictionary<string, NamedTensor>, IReadOnlyDictionary<string, string>) ParseHeader(
        string path, JsonElement root, ReadOnlySpan<byte> data)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw Damaged(path, $"its header is a JSON {root.ValueKind}, expected an object");
        var tensors = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var ranges = new List<(long Begin, long End, string Name)>();
        foreach (JsonProperty entry in root.EnumerateObject())
        {
            if (entry.NameEquals("__metadata__"))
            {
                if (entry.Value.ValueKind != JsonValueKind.Object)
                    throw Damaged(path, $"__metadata__ is a JSON {entry.Value.ValueKind}, expected an object");
                foreach (JsonProperty item in entry.Value.EnumerateObject())
                    metadata[item.Name] = item.Value.ValueKind == JsonValueKind.String
                        ? item.Value.GetString()!
                        : throw Damaged(path, $"metadata '{item.Name}' is a JSON {item.Value.ValueKind}, expected a string");
                continue;
            }

            (int[] shape, long begin, long end) = ParseEntry(path, entry, data.Length);
            var values = new float[(end - begin) / sizeof(float)];
            ReadOnlySpan<byte> source = data.Slice((int)begin, (int)(end - begin));
            for (int i = 0; i < values.Length; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(sizeof(float) * i)..]);
            if (!tensors.TryAdd(entry.Name, new NamedTensor(entry.Name, shape, values)))
                throw Damaged(path, $"tensor '{entry.Name}' stands twice in its header");
            ranges.Add((begin, end, entry.Name));
        }

        ranges.Sort();
        long position = 0;
        foreach ((long begin, long end, string name) in ranges)
        {
            if (begin != position)
                throw Damaged(path, $"tensor '{name}' begins at byte {begin}, expected {position} (tensors must follow each other without gap or overlap)");
            position = end;
        }
        if (position != data.Length)
            throw Damaged(path, $"its tensors end at byte {position} of the data, but the file holds {data.Length} data bytes");
        return (tensors, metadata);
    }

    private static (int[] Shape, long Begin, long End) ParseEntry(string path, JsonProperty entry, long dataLength)
    {
        string name = entry.Name;
        string? type = null;
        int[]? shape = null;
        long[]? offsets = null;
        if (entry.Value.ValueKind != JsonValueKind.Object)
            throw Damaged(path, $"header entry '{name}' is a JSON {entry.Value.ValueKind}, expected an object");
        foreach (JsonProperty property in entry.Value.EnumerateObject())
        {
            switch (property.Name)
            {
                case "dtype": type = property.Value.ToString(); break;
                case "shape": shape = [.. Integers(path, name, property).Select(n => checked((int)Math.Min(n, int.MaxValue)))]; break;
                case "data_offsets": offsets = Integers(path, name, property); break;
                default: throw Damaged(path, $"tensor '{name}' has the unknown header key '{property.Name}'");
            }
        }
        if (type is null || shape is null || offsets is not { Length: 2 })
            throw Damaged(path, $"tensor '{name}' lacks dtype, shape or its two data_offsets");
        if (type != "F32")
            throw new InputException($"{path}: tensor '{name}' has dtype {type}; this program reads F32 only. Export the model in float32.");
        long count = 1;
        foreach (int n in shape)
            count = Math.Min(count * n, int.MaxValue); // saturates: no file of that size passes the checks below
        if (offsets[0] > offsets[1] || offsets[1] > dataLength)
            throw Damaged(path, $"tensor '{name}' claims bytes {offsets[0]}..{offsets[1]} of {dataLength}");
        if (offsets[1] - offsets[0] != sizeof(float) * count)
            throw Damaged(path, $"tensor '{name}' of shape [{string.Join(", ", shape)}] needs {sizeof(float) * count} bytes, its offsets give {offsets[1] - offsets[0]}");
        return (shape, offsets[0], offsets[1]);
    }

    private static long[] Integers(string path, string tensor, JsonProperty property)
    {
        if (property.Value.ValueKind != JsonValueKind.Array)
            throw Damaged(path, $"'{property.Name}' of tensor '{tensor}' is a JSON {property.Value.ValueKind}, expected an array of integers");
        var values = new List<long>();
        foreach (JsonElement element in property.Value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long value) || value < 0)
                throw Damaged(path, $"'{property.Name}' of tensor '{tensor}' holds '{element}', expected an integer >= 0");
            values.Add(value);
        }
        return [.. values];
    }

    /// <summary>The bytes of a file with tensors in the order given.</summary>
    public static byte[] Format(IEnumerable<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        using var file = new MemoryStream();
        Write(file, tensors, metadata);
        return file.ToArray();
    }

    /// <summary>Writes tensors in the order given; the header is padded with blanks so that the data start at a multiple of 8 bytes.</summary>
    public static void Write(Stream file, IEnumerable<NamedTensor> tensors, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(tensors);
        ArgumentNullException.ThrowIfNull(metadata);
        NamedTensor[] list = [.. tensors];
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
            long position = 0;
            foreach (NamedTensor tensor in list)
            {
                long bytes = sizeof(float) * (long)tensor.Values.Length;
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (int n in tensor.Shape)
                    json.WriteNumberValue(n);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(position);
                json.WriteNumberValue(position += bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        while (header.Length % 8 != 0)
            header.WriteByte((byte)' ');

        Span<byte> word = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(word, (ulong)header.Length);
        file.Write(word);
        header.WriteTo(file);
        foreach (NamedTensor tensor in list)
        {
            foreach (float value in tensor.Values.Span)
            {
                BinaryPrimitives.WriteSingleLittleEndian(word, value);
                file.Write(word[..4]);
            }
        }
    }

    private static InputException Damaged(string path, string what) =>
        new($"{path}: not a valid safetensors file: {what}. The file is damaged or of another kind; copy or export it again.");
}
