using System.Runtime.InteropServices;

namespace UmatSurrogate.Gpu;

/// <summary>
/// NVIDIA's cuFFT, found at run time and never required. The names of its versions are tried, newest first; if the environment variable
/// <c>UMAT_SURROGATE_CUFFT</c> names a file, that one and no other. Interface: https://docs.nvidia.com/cuda/cufft/.
/// </summary>
public sealed unsafe class CuFftLibrary
{
    /// <summary>Kinds of transforms: double to complex, complex to double.</summary>
    internal const int DoubleToComplex = 0x6a, ComplexToDouble = 0x6c;

    /// <summary>Environment variable with the path of the library.</summary>
    public const string PathVariable = "UMAT_SURROGATE_CUFFT";

    private static readonly string[] LinuxNames = ["libcufft.so.12", "libcufft.so.11", "libcufft.so.10", "/usr/local/cuda/lib64/libcufft.so"];
    private static readonly string[] WindowsNames = ["cufft64_12.dll", "cufft64_11.dll", "cufft64_10.dll"];

    private readonly delegate* unmanaged<int*, int, int*, int*, int, int, int*, int, int, int, int, int> _planMany;
    private readonly delegate* unmanaged<int, nint, int> _setStream;
    private readonly delegate* unmanaged<int, nint, nint, int> _execD2Z, _execZ2D;
    private readonly delegate* unmanaged<int, int> _destroy;

    private CuFftLibrary(string name, nint library)
    {
        _planMany = (delegate* unmanaged<int*, int, int*, int*, int, int, int*, int, int, int, int, int>)NativeLibrary.GetExport(library, "cufftPlanMany");
        _setStream = (delegate* unmanaged<int, nint, int>)NativeLibrary.GetExport(library, "cufftSetStream");
        _execD2Z = (delegate* unmanaged<int, nint, nint, int>)NativeLibrary.GetExport(library, "cufftExecD2Z");
        _execZ2D = (delegate* unmanaged<int, nint, nint, int>)NativeLibrary.GetExport(library, "cufftExecZ2D");
        _destroy = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(library, "cufftDestroy");
        int version = 0;
        var getVersion = (delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cufftGetVersion");
        Check(getVersion(&version), "cufftGetVersion");
        Name = $"cuFFT {version / 1000}.{version % 1000 / 100}.{version % 100} ({name})";
    }

    /// <summary>Version and file.</summary>
    public string Name { get; }

    /// <summary>The file that the environment variable names, or null.</summary>
    internal static string? GivenFile => Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } file ? file : null;

    /// <summary>Looks for the library.</summary>
    /// <param name="library">The library, if it was found.</param>
    /// <param name="reason">If not, what was tried.</param>
    public static bool TryLoad([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CuFftLibrary? library, out string reason)
    {
        string[] names = GivenFile is { } given ? [given] : OperatingSystem.IsWindows() ? WindowsNames : LinuxNames;
        foreach (string name in names)
        {
            if (!NativeLibrary.TryLoad(name, out nint handle))
                continue;
            try
            {
                library = new CuFftLibrary(name, handle);
                reason = "";
                return true;
            }
            catch (Exception e) when (e is EntryPointNotFoundException or CuFftException)
            {
                (library, reason) = (null, $"{name} is not usable: {e.Message}");
                return false;
            }
        }

        (library, reason) = (null, $"cuFFT was not found (tried {string.Join(", ", names)}); the environment variable {PathVariable} may name its file.");
        return false;
    }

    /// <summary>A plan for <paramref name="batch"/> transforms of <paramref name="shape"/> in the current CUDA context.</summary>
    internal int Plan(FieldShape shape, int kind, int batch, nint stream)
    {
        int* n = stackalloc int[] { shape.Nz, shape.Ny, shape.Nx };
        int* real = stackalloc int[] { shape.Nz, shape.Ny, shape.Nx };
        int* half = stackalloc int[] { shape.Nz, shape.Ny, shape.Hx };
        int plan = 0;
        Check(
            kind == DoubleToComplex
                ? _planMany(&plan, 3, n, real, 1, shape.Stride, half, 1, shape.SpectrumStride, kind, batch)
                : _planMany(&plan, 3, n, half, 1, shape.SpectrumStride, real, 1, shape.Stride, kind, batch),
            "cufftPlanMany");
        Check(_setStream(plan, stream), "cufftSetStream");
        return plan;
    }

    internal void Forward(int plan, nint real, nint spectrum) => Check(_execD2Z(plan, real, spectrum), "cufftExecD2Z");

    internal void Backward(int plan, nint spectrum, nint real) => Check(_execZ2D(plan, spectrum, real), "cufftExecZ2D");

    internal void Destroy(int plan) => _destroy(plan);

    private static void Check(int result, string function)
    {
        if (result != 0)
            throw new CuFftException($"{function} of cuFFT failed with code {result} (cufftResult).");
    }
}

/// <summary>A call of cuFFT failed.</summary>
public sealed class CuFftException : Exception
{
    public CuFftException()
    {
    }

    public CuFftException(string message) : base(message)
    {
    }

    public CuFftException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
