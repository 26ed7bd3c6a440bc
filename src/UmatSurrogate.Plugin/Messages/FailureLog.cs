using System.Runtime.InteropServices;
using System.Text;

namespace UmatSurrogate.Plugin.Messages;

/// <summary>
/// Messages in plain words to standard error and to the file <c>umat-surrogate.log</c> in the working folder. One message per
/// subject (a material, a kind of failure) so that a million points do not print a million lines. Thread-safe. Never throws.
/// </summary>
internal static partial class FailureLog
{
    public const string FileName = "umat-surrogate.log";

    private const int StandardError = 2;
    private const int MaximumRecoverableMessages = 20;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> FatalSubjects = new(StringComparer.Ordinal);
    private static int _recoverableCount;
    private static byte[] _lastMessage = [];

    /// <summary>A fatal error; the first message about each subject is printed, the others are dropped.</summary>
    public static void Fatal(string subject, string message)
    {
        lock (Gate)
        {
            if (FatalSubjects.Add(subject))
                Publish($"umat-surrogate: fatal: {message}");
        }
    }

    /// <summary>A failure of a point after which the analysis goes on; the first 20 are printed.</summary>
    /// <param name="message">Where and why.</param>
    /// <param name="consequence">What is done about it.</param>
    public static void Recoverable(string message, string consequence = "smaller increment asked for")
    {
        lock (Gate)
        {
            _recoverableCount++;
            if (_recoverableCount <= MaximumRecoverableMessages)
                Publish($"umat-surrogate: {consequence}: {message}");
            if (_recoverableCount == MaximumRecoverableMessages)
                Publish("umat-surrogate: further messages of this kind are not printed.");
        }
    }

    /// <summary>Something the user should know; not an error.</summary>
    public static void Note(string message)
    {
        lock (Gate)
            Write($"umat-surrogate: {message}");
    }

    /// <summary>Copies the last error message as UTF-8 with a closing NUL, cut to the buffer; returns its full length.</summary>
    public static int CopyLast(Span<byte> buffer)
    {
        byte[] message = Volatile.Read(ref _lastMessage);
        if (!buffer.IsEmpty)
        {
            int length = Math.Min(message.Length, buffer.Length - 1);
            message.AsSpan(0, length).CopyTo(buffer);
            buffer[length] = 0;
        }
        return message.Length;
    }

    /// <summary>For tests: forgets what was printed.</summary>
    internal static void Reset()
    {
        lock (Gate)
        {
            FatalSubjects.Clear();
            _recoverableCount = 0;
            Volatile.Write(ref _lastMessage, []);
        }
    }

    private static void Publish(string message)
    {
        Volatile.Write(ref _lastMessage, Encoding.UTF8.GetBytes(message));
        Write(message);
    }

    private static void Write(string message)
    {
        byte[] line = Encoding.UTF8.GetBytes(message + "\n");
        // Not through System.Console: that would install signal handlers of its own in the host's process.
        _ = WriteToDescriptor(StandardError, line, (nuint)line.Length);
        try
        {
            using FileStream file = new(FileName, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(line);
        }
#pragma warning disable CA1031 // the last place that can report anything, called from the handler that keeps exceptions from the host
        catch (Exception)
#pragma warning restore CA1031
        {
            // A folder that cannot be written to, a full disk: standard error has the message.
        }
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteToDescriptor(int descriptor, ReadOnlySpan<byte> bytes, nuint count);
}
