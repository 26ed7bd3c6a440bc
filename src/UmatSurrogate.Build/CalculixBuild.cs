namespace UmatSurrogate.Build;

/// <summary>
/// Builds CalculiX with external behaviours from Debian's source package. Debian's own binary is compiled without them: it
/// accepts materials named @... and silently ignores them. No source is changed but one line of debugging output per material
/// call, which is commented out.
/// </summary>
internal static class CalculixBuild
{
    /// <summary>A ccx that was built elsewhere with -DCALCULIX_EXTERNAL_BEHAVIOURS_SUPPORT can be named here.</summary>
    private const string OwnBinaryVariable = "UMAT_SURROGATE_CCX";

    private const string PackageVersion = "2.20-1";
    private const string Program = "ccx_2.20";

    private static readonly string[] Packages =
        ["gcc", "gfortran", "make", "dpkg-dev", "libspooles-dev", "libarpack2-dev", "liblapack-dev", "libblas-dev"];

    /// <summary>Path of a ccx with external behaviours, built now if it is not there yet (2 to 3 minutes).</summary>
    public static string EnsureBuilt()
    {
        string? own = Environment.GetEnvironmentVariable(OwnBinaryVariable);
        if (!string.IsNullOrEmpty(own))
            return File.Exists(own) ? own : throw new BuildException($"{OwnBinaryVariable} names '{own}', which does not exist.");
        string binary = Shell.Artifacts("calculix", "ccx");
        if (File.Exists(binary))
            return binary;
        SystemPackages.EnsurePackages(Packages);
        string work = Directory.CreateDirectory(Shell.Artifacts("calculix", "build")).FullName;
        string sources = Download(work);
        RemoveDebuggingOutput(Path.Combine(sources, "umat_abaqusnl.f"));
        Shell.Run("make", [
            "-j", Environment.ProcessorCount.ToString(System.Globalization.CultureInfo.InvariantCulture), "--silent", Program,
            "CFLAGS=-w -O2 -I/usr/include/spooles -DARCH=\"Linux\" -DSPOOLES -DARPACK -DMATRIXSTORAGE -DUSE_MT=1 -DCALCULIX_EXTERNAL_BEHAVIOURS_SUPPORT",
            "FFLAGS=-w -O2 -fopenmp -fallow-argument-mismatch", "LDFLAGS="], sources);
        File.Copy(Path.Combine(sources, Program), binary, overwrite: true);
        return binary;
    }

    /// <summary>Fetches and unpacks the source package with an apt set-up of its own, so that the system's is left alone.</summary>
    private static string Download(string work)
    {
        string apt = Path.Combine(work, "apt");
        Directory.CreateDirectory(Path.Combine(apt, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(apt, "cache", "archives", "partial"));
        WriteSourceLists(Directory.CreateDirectory(Path.Combine(apt, "sources.list.d")).FullName);
        string[] options =
        [
            "-qq", "-o", "Dir::Etc::sourcelist=/dev/null", "-o", $"Dir::Etc::sourceparts={apt}/sources.list.d",
            "-o", $"Dir::State::lists={apt}/lists", "-o", $"Dir::Cache={apt}/cache", "-o", "APT::Sandbox::User=root",
        ];
        Shell.Run("apt-get", [.. options, "update"], work);
        Shell.Run("apt-get", [.. options, "source", "--download-only", $"calculix-ccx={PackageVersion}"], work);
        string unpacked = Path.Combine(work, "source");
        if (Directory.Exists(unpacked))
            Directory.Delete(unpacked, recursive: true);
        Shell.Run("dpkg-source", ["--no-check", "-x", $"calculix-ccx_{PackageVersion}.dsc", unpacked], work);
        return Path.Combine(unpacked, "ccx_2.20", "src");
    }

    /// <summary>The machine's own package sources with "deb" turned into "deb-src".</summary>
    private static void WriteSourceLists(string folder)
    {
        const string Parts = "/etc/apt/sources.list.d";
        IEnumerable<string> files = Directory.Exists(Parts) ? Directory.GetFiles(Parts) : [];
        int written = 0;
        foreach (string file in files.Append("/etc/apt/sources.list").Where(File.Exists))
        {
            string text = File.ReadAllText(file);
            string? sources = Path.GetExtension(file) switch
            {
                ".sources" => text.Replace("Types: deb\n", "Types: deb-src\n", StringComparison.Ordinal),
                ".list" => string.Join('\n', text.Split('\n').Select(l => l.StartsWith("deb ", StringComparison.Ordinal) ? "deb-src " + l[4..] : l)),
                _ => null,
            };
            if (sources is null)
                continue;
            File.WriteAllText(Path.Combine(folder, Path.GetFileName(file)), sources);
            written++;
        }
        if (written == 0)
            throw new BuildException("No package sources were found in /etc/apt; ccx is built from Debian's source package. Set UMAT_SURROGATE_CCX to a ccx of your own.");
    }

    private static void RemoveDebuggingOutput(string file)
    {
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("      write(*,*) 'umat_abaqusnl '", StringComparison.Ordinal))
                lines[i] = "c" + lines[i];
        }
        File.WriteAllLines(file, lines);
    }
}
