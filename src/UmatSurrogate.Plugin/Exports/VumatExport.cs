using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Plugin.Messages;

namespace UmatSurrogate.Plugin.Exports;

/// <summary>Entry point of a VUMAT call; as thin as <see cref="UmatExport"/>, for the same reason.</summary>
internal static unsafe class VumatExport
{
    /// <summary>1 after a fatal error, else 0.</summary>
    [UnmanagedCallersOnly(EntryPoint = "ums_implementation_vumat")]
    public static int Vumat(VumatArguments* arguments) => Guarded(arguments);

    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Guarded(VumatArguments* arguments)
    {
        try
        {
            return VumatCall.Update(*arguments) ? 0 : 1;
        }
#pragma warning disable CA1031 // the boundary to the host: an exception that leaves it would end the host's process
        catch (Exception e)
#pragma warning restore CA1031
        {
            FailureLog.Fatal(e.GetType().Name, $"internal error, please report it: {e}");
            VumatSafeOutputs.Write(*arguments);
            return 1;
        }
    }
}
