namespace UmatSurrogate.Build;

/// <summary><c>build</c>: restores and builds the whole solution, warnings as errors.</summary>
internal static class BuildTarget
{
    public static int Run()
    {
        SystemPackages.EnsurePrograms(SystemPackages.Compilers);
        Shell.Run("dotnet", "build", "UmatSurrogate.sln", "-c", "Release", "--nologo", "-v", "minimal");
        return 0;
    }
}
