using System.Security.Cryptography;
using System.Text;

namespace UmatSurrogate.Build;

/// <summary>
/// <c>plugin</c>: lays out <c>artifacts/plugin</c> as it is installed: the dispatcher (and its VUMAT in single precision), its three NativeAOT builds, the
/// upper-case name that CalculiX asks for, the header, the Fortran module's source and the CMake package. Does nothing when it
/// is up to date.
/// </summary>
internal static class PluginTarget
{
    /// <summary>x86-64 levels of the three builds (v2: SSE4.2, v3: AVX2 and FMA, v4: AVX-512).</summary>
    public static readonly string[] AllInstructionSets = ["v2", "v3", "v4"];

    private static readonly string[] Projects = ["Mechanics", "Microstructure", "Recurrent", "Plugin"];

    public static int Run()
    {
        string folder = Publish(Shell.Artifacts("plugin"), AllInstructionSets);
        Console.WriteLine($"\nThe plugin is in {folder}\nCalculiX finds it with LD_LIBRARY_PATH={folder}");
        return 0;
    }

    /// <summary>Publishes the given builds into a folder unless it is up to date; returns the folder.</summary>
    public static string Publish(string folder, string[] instructionSets)
    {
        if (IsUpToDate(folder, instructionSets))
            return folder;
        string stampFile = StampFile(folder);
        SystemPackages.EnsurePrograms(("gcc", "gcc"));
        SystemPackages.EnsurePackages("libc6-dev");
        Directory.CreateDirectory(folder);
        File.Delete(stampFile);
        foreach (string instructionSet in instructionSets)
            PublishImage(folder, instructionSet);
        CompileDispatcher(folder);
        CopyPackage(folder);
        File.WriteAllText(stampFile, Stamp(instructionSets));
        return folder;
    }

    /// <summary>True if the folder holds these builds, made from the sources as they are now.</summary>
    public static bool IsUpToDate(string folder, string[] instructionSets) =>
        File.Exists(StampFile(folder)) && File.ReadAllText(StampFile(folder)) == Stamp(instructionSets);

    private static string StampFile(string folder) => Path.Combine(folder, ".sources");

    private static string Stamp(string[] instructionSets) => $"{SourceHash()} {string.Join(' ', instructionSets)}\n";

    private static void PublishImage(string folder, string instructionSet)
    {
        string output = Shell.Artifacts("obj", "UmatSurrogate.Plugin", $"publish_{instructionSet}");
        Shell.Run("dotnet", "publish", "src/UmatSurrogate.Plugin", "-c", "Release", "--nologo", "-v", "quiet",
            $"-p:PluginInstructionSet={instructionSet}", "-o", output);
        // Renamed into place: a host that has the old file mapped keeps it.
        string library = Path.Combine(folder, $"libumatsurrogate_{instructionSet}.so");
        File.Copy(Path.Combine(output, "UmatSurrogate.Plugin.so"), library + ".new", overwrite: true);
        File.Move(library + ".new", library, overwrite: true);
    }

    private static void CompileDispatcher(string folder)
    {
        CompileDispatcher(folder, "libumatsurrogate.so");
        // VUMAT has one name in both precisions, so that single precision is a library of its own.
        CompileDispatcher(folder, "libumatsurrogate_single.so", "-DUMS_SINGLE_PRECISION");
        string upperCase = Path.Combine(folder, "libUMATSURROGATE.so");
        File.Delete(upperCase);
        File.CreateSymbolicLink(upperCase, "libumatsurrogate.so");
    }

    private static void CompileDispatcher(string folder, string name, params string[] options)
    {
        string sources = Path.Combine(Shell.RepositoryRoot, "native", "dispatcher");
        Shell.Run("gcc", [
            "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-fvisibility=hidden", "-Wl,-Bsymbolic", "-Wl,-z,defs", "-Wl,-z,nodelete",
            $"-Wl,-soname,{name}", $"-DUMS_VERSION=\"{Version}\"", .. options, "-o", Path.Combine(folder, name),
            .. Directory.GetFiles(sources, "*.c").Order(StringComparer.Ordinal), "-ldl", "-pthread"], null);
    }

    private static void CopyPackage(string folder)
    {
        string root = Shell.RepositoryRoot;
        File.Copy(Path.Combine(root, "native", "include", "umat_surrogate.h"), Path.Combine(folder, "umat_surrogate.h"), overwrite: true);
        File.Copy(Path.Combine(root, "native", "fortran", "umat_surrogate.f90"), Path.Combine(folder, "umat_surrogate.f90"), overwrite: true);
        File.Copy(Path.Combine(root, "LICENSE"), Path.Combine(folder, "LICENSE"), overwrite: true);
        string package = Directory.CreateDirectory(Path.Combine(folder, "cmake")).FullName;
        File.Copy(Path.Combine(root, "cmake", "UmatSurrogateConfig.cmake"), Path.Combine(package, "UmatSurrogateConfig.cmake"), overwrite: true);
        string version = File.ReadAllText(Path.Combine(root, "cmake", "UmatSurrogateConfigVersion.cmake.in"));
        File.WriteAllText(Path.Combine(package, "UmatSurrogateConfigVersion.cmake"), version.Replace("@VERSION@", Version, StringComparison.Ordinal));
    }

    private static string Version { get; } = ReadVersion();

    private static string ReadVersion()
    {
        string props = File.ReadAllText(Path.Combine(Shell.RepositoryRoot, "src", "Directory.Build.props"));
        int start = props.IndexOf("<Version>", StringComparison.Ordinal) + "<Version>".Length;
        return props[start..props.IndexOf("</Version>", start, StringComparison.Ordinal)];
    }

    /// <summary>SHA-256 over paths and contents of everything that the result depends on.</summary>
    private static string SourceHash()
    {
        string root = Shell.RepositoryRoot;
        IEnumerable<string> files = Projects.Select(p => Path.Combine(root, "src", $"UmatSurrogate.{p}"))
            .Concat([Path.Combine(root, "native"), Path.Combine(root, "cmake")])
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "src"), "Directory.*"))
            .Append(Path.Combine(root, "global.json"))
            .Append(Path.Combine(root, "src", "UmatSurrogate.Build", "PluginTarget.cs"))
            .Where(file => !file.EndsWith(".md", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(root, file) + "\n"));
            hash.AppendData(File.ReadAllBytes(file));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
