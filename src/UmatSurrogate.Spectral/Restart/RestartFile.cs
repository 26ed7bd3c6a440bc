using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// A restart file: "UmatSpectral", version (int32), length of the content (int64), content, SHA-256 of all before it. It is written beside
/// its place and then moved there, so that an interrupted write leaves the old file.
/// </summary>
internal static class RestartFile
{
    private const int Version = 1;

    private static ReadOnlySpan<byte> Magic => "UmatSpectral"u8;

    public static void Write(string path, Action<BinaryWriter> content)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(0L);
        content(writer);
        writer.Flush();
        int header = Magic.Length + sizeof(int);
        stream.Position = header;
        writer.Write(stream.Length - header - sizeof(long));
        writer.Flush();
        Span<byte> all = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        string temporary = path + ".part";
        using (FileStream file = new(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(all);
            file.Write(Sha256Digest.Of(all));
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    public static void Read(string path, Action<BinaryReader> content)
    {
        byte[] all;
        try
        {
            all = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The restart file {path} cannot be read: {e.Message}", e);
        }

        int header = Magic.Length + sizeof(int) + sizeof(long), end = all.Length - Sha256Digest.Size;
        if (end < header || !all.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw new InputException($"{path} is not a restart file of the spectral solver.");
        using BinaryReader reader = new(new MemoryStream(all, 0, end, writable: false), Encoding.UTF8);
        reader.BaseStream.Position = Magic.Length;
        int version = reader.ReadInt32();
        if (version != Version)
            throw new InputException($"The restart file {path} has the version {version}; this program reads version {Version}. Start the calculation anew.");
        if (reader.ReadInt64() != end - header || !Sha256Digest.Of(all.AsSpan(0, end)).AsSpan().SequenceEqual(all.AsSpan(end)))
            throw new InputException($"The restart file {path} is damaged (its checksum does not fit). Use an older one or start anew.");
        try
        {
            content(reader);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InputException($"The restart file {path} does not fit this calculation: {e.Message}. Use the one of this calculation or start anew.", e);
        }

        if (reader.BaseStream.Position != end)
            throw new InputException($"The restart file {path} does not fit this calculation: it holds more than this material needs.");
    }
}
