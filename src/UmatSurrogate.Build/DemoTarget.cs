namespace UmatSurrogate.Build;

/// <summary>
/// <c>demo</c>: from a clone to a result to look at. Publishes the library, drives it the way CalculiX would on one volume element
/// in uniaxial tension, runs the same through crystal plasticity, and draws both.
/// </summary>
internal static class DemoTarget
{
    private const string Configuration = """
        {
          // Every material of the host is served by the starter model with the grains of one file.
          "host": "calculix",
          "materials": { "*": { "model": "MODEL", "microstructure": { "file": "ve.json" } } }
        }
        """;

    public static int Run()
    {
        SystemPackages.EnsurePrograms(("gcc", "gcc"));
        SystemPackages.EnsurePackages("libc6-dev", "fonts-dejavu-core");
        string plugin = PluginTarget.Publish(Shell.Artifacts("plugin"), PluginTarget.AllInstructionSets);
        Shell.Run("dotnet", "build", "src/UmatSurrogate.Cli", "-c", "Release", "--nologo", "-v", "quiet");

        string folder = Directory.CreateDirectory(Shell.Artifacts("demo")).FullName;
        string In(string file) => Path.Combine(folder, file);
        string model = Path.Combine(Shell.RepositoryRoot, "examples", "models", "starter.safetensors");
        File.WriteAllText(In("umat-surrogate.json"), Configuration.Replace("MODEL", model, StringComparison.Ordinal));

        Console.WriteLine("\n1. A volume element of 20 grains and a load: uniaxial tension to 5 %.");
        CommandLineTool("microstructure", "--grains", "20", "--seed", "7", "--out", In("ve.json"));
        CommandLineTool("path", "--kind", "uniaxial", "--rate", "1e-3", "--strain", "0.05", "--out", In("load.yaml"));
        Console.WriteLine("\n2. Crystal plasticity (Taylor), the truth that the surrogate learned from.");
        CommandLineTool("simulate", "--microstructure", In("ve.json"), "--load", In("load.yaml"), "--fidelity", "taylor",
            "--out", In("crystal-plasticity.csv"));
        Console.WriteLine("\n3. The compiled library, called as CalculiX calls it.");
        CommandLineTool("drive", "--library", Path.Combine(plugin, "libumatsurrogate.so"), "--config", In("umat-surrogate.json"),
            "--load", In("load.yaml"), "--out", In("surrogate.csv"));
        Console.WriteLine("\n4. The picture.");
        CommandLineTool("plot", "--history", In("crystal-plasticity.csv") + "=Crystal plasticity (Taylor)",
            "--history", In("surrogate.csv") + "=Surrogate in libumatsurrogate.so",
            "--title", "Uniaxial tension of 20 grains of aluminium", "--out", In("tension.png"));

        Console.WriteLine($"""

            Done. Look at {In("tension.png")}
            The library that a finite-element code loads: {Path.Combine(plugin, "libumatsurrogate.so")}

            Next:
              ./build.sh calculix   builds a CalculiX that loads it and runs examples/calculix (a bar, its own grains at every point)
              README.md             a five-minute tour: data, training, evaluation, your own model
            """);
        return 0;
    }

    private static void CommandLineTool(params string[] arguments) =>
        Shell.Run("dotnet", ["run", "--no-build", "-c", "Release", "--project", "src/UmatSurrogate.Cli", "--", .. arguments], null);
}
