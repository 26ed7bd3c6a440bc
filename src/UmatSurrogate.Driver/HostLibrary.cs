using System.Runtime.InteropServices;
using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Driver;

/// <summary>
/// The compiled library, loaded and called as a Fortran host does: all 37 arguments by reference and the hidden length of CMNAME
/// behind them.
/// </summary>
public sealed unsafe partial class HostLibrary : IDisposable
{
    private const string ConfigurationVariable = "UMAT_SURROGATE_CONFIG";
    private const int NameLength = 80;

    private readonly nint _library;
    private readonly nint _umat;
    private readonly delegate* unmanaged<byte*, nuint, nuint> _lastErrorMessage;

    /// <summary>Loads a library under a configuration, which it reads at its first call.</summary>
    /// <exception cref="InputException">The library cannot be loaded or does not export what it should.</exception>
    public HostLibrary(string libraryFile, string configurationFile)
    {
        if (!File.Exists(libraryFile))
            throw new InputException($"The library '{libraryFile}' does not exist; './build.sh plugin' makes artifacts/plugin/libumatsurrogate.so.");
        if (!File.Exists(configurationFile))
            throw new InputException($"The configuration '{configurationFile}' does not exist.");
        // Environment.SetEnvironmentVariable changes a copy that native code does not see.
        if (SetEnvironment(ConfigurationVariable, Path.GetFullPath(configurationFile), 1) != 0)
            throw new InputException($"The environment variable {ConfigurationVariable} could not be set to '{configurationFile}'.");
        try
        {
            _library = NativeLibrary.Load(Path.GetFullPath(libraryFile));
            _umat = NativeLibrary.GetExport(_library, "umat_");
            _lastErrorMessage = (delegate* unmanaged<byte*, nuint, nuint>)NativeLibrary.GetExport(_library, "ums_last_error_message");
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw new InputException($"The library '{libraryFile}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Version of the library.</summary>
    public string Version => Text("ums_version");

    /// <summary>The build that was chosen for this processor: v2, v3 or v4.</summary>
    public string InstructionSet => Text("ums_instruction_set");

    /// <summary>The library's last error message; empty if there was none.</summary>
    public string LastErrorMessage()
    {
        byte[] buffer = new byte[8192];
        fixed (byte* b = buffer)
        {
            nuint length = _lastErrorMessage(b, (nuint)buffer.Length);
            return Encoding.UTF8.GetString(buffer, 0, (int)Math.Min(length, (nuint)buffer.Length - 1));
        }
    }

    public void Dispose() => NativeLibrary.Free(_library);

    /// <summary>One call of umat_. DDSDDE holds NaN and PNEWDT -1 before it: a host gives them no meaning.</summary>
    internal void Umat(UmatArgumentSet a)
    {
        byte[] name = Encoding.ASCII.GetBytes(a.MaterialName.PadRight(NameLength)[..NameLength]);
        Array.Fill(a.Tangent_Pa, double.NaN);
        double factor = -1.0, dt_s = a.TimeIncrement_s, unused = 0.0;
        (int ndi, int nshr, int ntens, int nstatv, int nprops) = (3, 3, 6, a.StateVariables.Length, 0);
        (int noel, int npt, int kinc, int layer) = (a.Element, a.IntegrationPoint, a.Increment, 1);
        int* kstep = stackalloc int[4] { 1, 1, 1, 0 };
        double* scratch = stackalloc double[36];
        var umat = (delegate* unmanaged<double*, double*, double*, double*, double*, double*, double*, double*, double*, double*, double*,
            double*, double*, double*, double*, double*, double*, double*, byte*, int*, int*, int*, int*, double*, int*, double*, double*,
            double*, double*, double*, double*, int*, int*, int*, int*, int*, int*, nuint, void>)_umat;
        fixed (double* stress = a.Stress_Pa, statev = a.StateVariables, ddsdde = a.Tangent_Pa, stran = a.Strain, dstran = a.StrainIncrement)
        fixed (double* time = a.Time_s, dfgrd1 = a.DeformationGradientEnd)
        fixed (byte* cmname = name)
        {
            umat(stress, statev, ddsdde, &unused, &unused, &unused, &unused, scratch, scratch + 6, &unused, stran,
                dstran, time, &dt_s, &unused, &unused, &unused, &unused, cmname, &ndi, &nshr, &ntens, &nstatv, scratch, &nprops, scratch,
                scratch + 9, &factor, &unused, scratch + 18, dfgrd1, &noel, &npt, &layer, &layer, kstep, &kinc, NameLength);
        }
        a.TimeStepFactor = factor;
    }

    private string Text(string function)
    {
        var call = (delegate* unmanaged<nint>)NativeLibrary.GetExport(_library, function);
        return Marshal.PtrToStringUTF8(call()) ?? "";
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
