using System.Runtime.InteropServices;

namespace UmatSurrogate.Plugin.Configuration;

/// <summary>The shared library that this code was compiled into.</summary>
internal static unsafe partial class NativeImage
{
    [StructLayout(LayoutKind.Sequential)]
    private struct LoaderInformation
    {
        public byte* FileName;
        public void* BaseAddress;
        public byte* SymbolName;
        public void* SymbolAddress;
    }

    /// <summary>Path of the library as the loader opened it; null if the loader does not know (managed test run).</summary>
    public static string? Path()
    {
        LoaderInformation information;
        delegate* unmanaged<void> own = &Anchor;
        return FindSharedObject(own, &information) != 0 && information.FileName != null
            ? Marshal.PtrToStringUTF8((nint)information.FileName)
            : null;
    }

    [UnmanagedCallersOnly]
    private static void Anchor()
    {
    }

    [LibraryImport("libc", EntryPoint = "dladdr")]
    private static partial int FindSharedObject(void* address, LoaderInformation* information);
}
