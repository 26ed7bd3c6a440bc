using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Plugin.Messages;
using UmatSurrogate.Plugin.Trace;

namespace UmatSurrogate.Plugin.Exports;

/// <summary>Entry points beside the material routines.</summary>
internal static unsafe class InformationExports
{
    [UnmanagedCallersOnly(EntryPoint = "ums_implementation_last_error_message")]
    public static nuint LastErrorMessage(byte* buffer, nuint size) => CopyLast(buffer, size);

    /// <summary>Called once when the process ends.</summary>
    [UnmanagedCallersOnly(EntryPoint = "ums_implementation_finish")]
    public static void Finish() => FinishGuarded();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint CopyLast(byte* buffer, nuint size) =>
        (nuint)FailureLog.CopyLast(buffer == null ? [] : new Span<byte>(buffer, (int)Math.Min(size, int.MaxValue)));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FinishGuarded()
    {
        try
        {
            PluginRuntime.FinishTrace();
        }
#pragma warning disable CA1031 // the boundary to the host
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureLog.Fatal("finish", $"the trace could not be completed: {e.Message}");
        }
    }
}
