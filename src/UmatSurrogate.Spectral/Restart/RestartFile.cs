using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>
/// A restart file: "UmatSpectral", version (int32), content, SHA-256 of all before it. It is written beside its place and then moved there, so that
/// an interrupted write leaves the old file.
/// </summary>
internal static class RestartFile
{
    private const int Version = 1;
    private const int BufferSize = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "UmatSpectral"u8;

    private static int HeaderLength => Magic.Length + sizeof(int);

    public static void Write(string path, Action<BinaryWriter> content)
    {
        string temporary = path + ".part";
        try
        {
            WriteBeside(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            throw new InputException($"The restart file {path} cannot be written: {e.Message} Free the disk or give another place; an older restart file is still there.", e);
        }
    }

    private static void WriteBeside(string temporary, Action<BinaryWriter> content)
    {
        using FileStream file = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        using DigestStream stream = new(file);
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(Version);
        content(writer);
        writer.Flush();
        file.Write(stream.Finish());
        file.Flush(flushToDisk: true);
    }

    private static void Remove(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What hindered the writing hinders this too; the error of the writing is the one to tell.
        }
    }

    public static void Read(string path, Action<BinaryReader> content)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
            long end = file.Length - Sha256Digest.Size;
            RequireHeader(path, file, end);
            RequireDigest(path, file, end);
            file.Position = HeaderLength;
            using BinaryReader reader = new(file, Encoding.UTF8);
            content(reader);
            if (file.Position != end)
                throw new InvalidDataException("it holds more than this calculation reads");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InputException($"The restart file {path} does not fit this calculation: {e.Message}. Use the one of this calculation or start anew.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"The restart file {path} cannot be read: {e.Message}", e);
        }
    }

    private static void RequireHeader(string path, FileStream file, long end)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        if (end < HeaderLength || file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.StartsWith(Magic))
            throw new InputException($"{path} is not a restart file of the spectral solver, or its beginning is damaged.");
        int version = BitConverter.ToInt32(header[Magic.Length..]);
        if (version != Version)
            throw new InputException($"The restart file {path} has the version {version}; this program reads version {Version}. Start the calculation anew.");
    }

    private static void RequireDigest(string path, FileStream file, long end)
    {
        Sha256Digest digest = new();
        byte[] buffer = new byte[BufferSize];
        file.Position = 0;
        for (long left = end; left > 0;)
        {
            int count = (int)Math.Min(left, buffer.Length);
            file.ReadExactly(buffer, 0, count);
            digest.Append(buffer.AsSpan(0, count));
            left -= count;
        }

        file.ReadExactly(buffer, 0, Sha256Digest.Size);
        if (!digest.Finish().AsSpan().SequenceEqual(buffer.AsSpan(0, Sha256Digest.Size)))
            throw new InputException($"The restart file {path} is damaged (its checksum does not fit). Use an older one or start anew.");
    }

    /// <summary>Passes on what is written, and takes its digest.</summary>
    private sealed class DigestStream(Stream target) : Stream
    {
        private readonly Sha256Digest _digest = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public byte[] Finish() => _digest.Finish();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            _digest.Append(buffer);
            target.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush() => target.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
