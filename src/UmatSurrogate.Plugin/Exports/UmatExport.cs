using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Plugin.Messages;

namespace UmatSurrogate.Plugin.Exports;

/// <summary>
/// Entry point of a UMAT call, called by the C dispatcher with the host's floating-point traps masked. The exported method
/// itself only calls the guarded body: an exported method with a stack cookie (stackalloc) would abort the host if it were the
/// first to be called, before the runtime is up.
/// </summary>
internal static unsafe class UmatExport
{
    [UnmanagedCallersOnly(EntryPoint = "ums_implementation_umat")]
    public static void Umat(UmatArguments* arguments) => Guarded(arguments);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Guarded(UmatArguments* arguments)
    {
        try
        {
            UmatCall.Update(*arguments);
        }
#pragma warning disable CA1031 // the boundary to the host: an exception that leaves it would end the host's process
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureLog.Fatal(e.GetType().Name, $"internal error, please report it: {e}");
            SafeOutputs.WriteFinite(*arguments, null);
            SafeOutputs.RequestSmallerStep(*arguments, SafeOutputs.StopFactor);
        }
    }
}
