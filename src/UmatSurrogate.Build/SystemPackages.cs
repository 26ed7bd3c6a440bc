namespace UmatSurrogate.Build;

/// <summary>Makes sure that the system's compilers are there: installs Debian packages as root, else says what to install.</summary>
internal static class SystemPackages
{
    /// <summary>Everything that <c>build</c>, <c>plugin</c>, <c>test</c> and <c>demo</c> need beside the .NET SDK.</summary>
    public static readonly (string Program, string Package)[] Compilers =
        [("gcc", "gcc"), ("gfortran", "gfortran"), ("cmake", "cmake"), ("make", "make"), ("git", "git")];

    /// <summary>Installs the packages whose program is missing.</summary>
    public static void EnsurePrograms(params (string Program, string Package)[] programs) =>
        Install([.. programs.Where(p => !Shell.Exists(p.Program)).Select(p => p.Package)]);

    /// <summary>Installs the Debian packages that dpkg does not list as installed.</summary>
    public static void EnsurePackages(params string[] packages) =>
        Install([.. packages.Where(package => !IsInstalled(package))]);

    private static bool IsInstalled(string package)
    {
        if (!Shell.Exists("dpkg-query"))
            return true; // not a Debian system: the compilers' own messages will say what is missing
        (int status, string output) = Shell.Capture("dpkg-query", ["-W", "-f", "${Status}", package]);
        return status == 0 && output.Contains("install ok installed", StringComparison.Ordinal);
    }

    private static void Install(string[] packages)
    {
        if (packages.Length == 0)
            return;
        string list = string.Join(' ', packages);
        if (!Shell.Exists("apt-get") || Environment.UserName != "root")
            throw new BuildException($"These packages are missing: {list}. Install them first, on Debian or Ubuntu with: sudo apt-get install {list}");
        Console.WriteLine($"Installing with apt-get: {list}");
        Dictionary<string, string> quiet = new() { ["DEBIAN_FRONTEND"] = "noninteractive" };
        Shell.Run("apt-get", ["update", "-qq"], null, quiet);
        Shell.Run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", .. packages], null, quiet);
    }
}
