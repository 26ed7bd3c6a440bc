using System.Reflection;
using System.Runtime.InteropServices;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Training;

/// <summary>
/// Loads libtorch and TorchSharp's native library. Must be asked before the first use of any TorchSharp type; everything in this
/// product that does not train works without it.
/// </summary>
public static class TorchRuntime
{
    /// <summary>Environment variable: a folder that holds libtorch_cpu.so and its companions, and optionally libLibTorchSharp.so.</summary>
    public const string FolderVariable = "UMAT_SURROGATE_LIBTORCH";

    private const string CudaLibrary = "libtorch_cuda.so";

    private const string TorchSharpLibrary = "libLibTorchSharp.so";

    // The version of libstdc++ (gcc 13) that TorchSharp 0.107.0 asks for.
    private const string NewerStandardLibrary = "GLIBCXX_3.4.32";

    private static readonly Lazy<string?> Failure = new(Load);

    /// <summary>True if TorchSharp can be used on this machine.</summary>
    public static bool IsAvailable => Failure.Value is null;

    /// <summary>Why TorchSharp cannot be used here and what to do; null if it can.</summary>
    public static string? UnavailableReason => Failure.Value;

    /// <summary>The folder of TorchSharp's native library.</summary>
    internal static string TorchSharpFolder => FindFolder(TorchSharpLibrary, "TorchSharpNativeFolder");

    /// <summary>Loads TorchSharp once per process.</summary>
    /// <exception cref="InputException">It cannot be loaded; the message says why and what to do.</exception>
    public static void EnsureAvailable()
    {
        if (Failure.Value is { } reason)
            throw new InputException(reason);
    }

    /// <summary>The device of a training.</summary>
    /// <exception cref="InputException">CUDA is asked for and not there.</exception>
    internal static TorchSharp.torch.Device Device(TrainingDevice device, TrainingPrecision precision = TrainingPrecision.Full)
    {
        EnsureAvailable();
        TorchSharp.torch.backends.cuda.matmul.allow_tf32 = precision == TrainingPrecision.TensorFloat32;
        TorchSharp.torch.backends.cudnn.allow_tf32 = precision == TrainingPrecision.TensorFloat32;
        if (device == TrainingDevice.Cpu)
            return TorchSharp.torch.CPU;
        if (!HasCuda)
        {
            throw new InputException(
                $"device: cuda needs a libtorch with CUDA; the one that was loaded ({TorchFolder}) is for the processor alone. "
                + $"Build with -p:TorchCuda=true on the machine with the card, or set {FolderVariable} to the lib folder of such a libtorch (for example that of PyTorch).");
        }

        TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CUDA);
        return TorchSharp.torch.cuda.is_available()
            ? TorchSharp.torch.CUDA
            : throw new InputException("device: cuda was asked for, but libtorch sees no usable card. Look at 'nvidia-smi', or train with device: cpu.");
    }

    private static string TorchFolder => FindFolder("libtorch_cpu.so", "LibTorchNativeFolder");

    private static bool HasCuda => File.Exists(Path.Combine(TorchFolder, CudaLibrary));

    private static string? Load()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return Explain($"it is set up for Linux on x86-64 only; this is {RuntimeInformation.RuntimeIdentifier}");
        try
        {
            // Loaded by full path, they are found again by their own names (SONAME) when TorchSharp asks for them.
            string torchFolder = TorchFolder;
            NativeLibrary.Load(Path.Combine(torchFolder, "libtorch_cpu.so"));
            if (HasCuda)
                NativeLibrary.Load(Path.Combine(torchFolder, CudaLibrary));
            NativeLibrary.Load(Path.Combine(torchFolder, "libtorch.so"));
            LoadTorchSharp(Path.Combine(TorchSharpFolder, TorchSharpLibrary));
            TorchSharp.torch.InitializeDeviceType(TorchSharp.DeviceType.CPU);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or IOException or UnauthorizedAccessException
            or InvalidDataException or TypeInitializationException or NotSupportedException or InvalidOperationException)
        {
            return Explain((e.InnerException ?? e).Message);
        }
    }

    private static string Explain(string reason) =>
        $"TorchSharp is not available: {reason}. Training needs it; everything else works without it. Build this program on the machine " +
        "where it runs ('dotnet build' restores the packages TorchSharp and libtorch-cpu-linux-x64), or set " +
        $"{FolderVariable} to a folder that holds {TorchSharpLibrary}, libtorch_cpu.so and its companions.";

    private static string FindFolder(string library, string metadataKey)
    {
        string? recorded = typeof(TorchRuntime).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(a => a.Key == metadataKey)?.Value;
        string?[] folders =
        [
            Environment.GetEnvironmentVariable(FolderVariable),
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
            recorded,
        ];
        return folders.FirstOrDefault(f => !string.IsNullOrEmpty(f) && File.Exists(Path.Combine(f, library)))
            ?? throw new FileNotFoundException($"{library} is in none of {string.Join(", ", folders.Where(f => !string.IsNullOrEmpty(f)))}");
    }

    /// <summary>
    /// TorchSharp 0.107.0 is compiled with gcc 13 and asks the system's libstdc++ for the symbol version GLIBCXX_3.4.32. Debian 12
    /// (gcc 12) ends at 3.4.30 and its loader refuses the library. The only symbol of that version is
    /// <c>std::ios_base_library_init()</c>, an empty hook which &lt;iostream&gt; names and nothing calls: the library has no relocation
    /// against it, so a library that merely does not insist on the version runs as it is. Where the original is refused, a copy of it
    /// with that one requirement marked as weak is loaded instead. Not needed, and not done, from Debian 13 and Ubuntu 24.04 on.
    /// </summary>
    private static void LoadTorchSharp(string original)
    {
        if (NativeLibrary.TryLoad(original, out _))
            return;
        byte[] library = File.ReadAllBytes(original);
        if (ElfVersionNeed.MakeWeak(library, NewerStandardLibrary) > 0)
            NativeLibrary.Load(WriteCopy(library));
        else
            NativeLibrary.Load(original); // Fails again, now with the loader's message.
    }

    private static string WriteCopy(byte[] library)
    {
        string cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        foreach (string folder in new[] { Path.Combine(cache, "umat-surrogate", "torchsharp"), AppContext.BaseDirectory })
        {
            string file = Path.Combine(folder, $"weak-{TorchSharpLibrary}");
            try
            {
                if (File.Exists(file) && File.ReadAllBytes(file).AsSpan().SequenceEqual(library))
                    return file;
                Directory.CreateDirectory(folder);
                string partial = $"{file}.{Environment.ProcessId}";
                File.WriteAllBytes(partial, library);
                File.Move(partial, file, overwrite: true); // Atomic: another process sees the old file or the whole new one.
                return file;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A read-only home folder: the next place is tried, and a temporary folder is the last resort.
            }
        }

        string temporary = Path.Combine(Directory.CreateTempSubdirectory("umat-surrogate").FullName, TorchSharpLibrary);
        File.WriteAllBytes(temporary, library);
        return temporary;
    }
}
