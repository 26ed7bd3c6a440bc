using UmatSurrogate.Build;

Dictionary<string, (string Help, Func<int> Run)> targets = new(StringComparer.Ordinal)
{
    ["build"] = ("restore and build everything", BuildTarget.Run),
    ["bench"] = ("speed of the kernels on one core, each beside its plain reference", BenchTarget.Run),
    ["calculix"] = ("a CalculiX that loads the plugin, and the tensile bar of examples/calculix on it", CalculixTarget.Run),
    ["demo"] = ("a first result to look at: surrogate against crystal plasticity, artifacts/demo/tension.png", DemoTarget.Run),
    ["plugin"] = ("publish libumatsurrogate.so with header and CMake package to artifacts/plugin", PluginTarget.Run),
    ["test"] = ("all tests, set-up included; the last line counts them", TestTarget.Run),
};

string name = args.Length == 0 ? "--help" : args[0];
if (name is "--help" or "-h" or "help")
{
    Console.WriteLine("Usage: ./build.sh TARGET   (under PowerShell: ./build.ps1 TARGET)\n");
    foreach ((string target, (string help, _)) in targets)
        Console.WriteLine($"  {target,-10} {help}");
    return args.Length == 0 ? 2 : 0;
}

if (args.Length > 1 || !targets.TryGetValue(name, out (string Help, Func<int> Run) chosen))
{
    Console.Error.WriteLine($"Unknown target '{string.Join(' ', args)}'. Targets: {string.Join(", ", targets.Keys)}.");
    return 2;
}

try
{
    return chosen.Run();
}
catch (BuildException error)
{
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}
