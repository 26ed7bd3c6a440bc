using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using UmatSurrogate.Cli.Input;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Damask;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation;
using UmatSurrogate.Mechanics;
using UmatSurrogate.Microstructure;
using UmatSurrogate.Plasticity;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Cli.Commands;

internal static class PredictCommand
{
    public static Command Create()
    {
        Option<FileInfo[]> model = ModelOption.Create();
        Option<FileInfo> microstructure = new("--microstructure") { Description = "Volume element, ve.json.", Required = true };
        Option<FileInfo> path = new("--path") { Description = "Prescribed F, path.csv." };
        Option<FileInfo> load = new("--load") { Description = "Mixed conditions, a DAMASK load file." };
        Option<FileInfo> output = new("--out") { Description = "history.csv to write.", Required = true };
        Option<FileInfo> trust = new("--trust") { Description = "trust.csv to write: out-of-distribution score and spread of every increment." };
        Option<double> spreadLimit = new Option<double>("--spread-limit")
        {
            Description = "Spread of an ensemble above which it is not trusted, MPa.",
            DefaultValueFactory = _ => 1e-6 * PointTrust.DefaultSpreadLimit_Pa,
        }.Strict();
        Option<bool> json = new("--json") { Description = "Print the final state as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing." };
        Command command = new(
            "predict",
            """
            Runs one load path through a surrogate: prescribed deformation (--path), or a load with stress-free components (--load), for
            which the free components of F are found with the surrogate's tangent. Warns where an increment lies outside of the training data.

            Examples: umat-surrogate predict --microstructure ve.json --load load.yaml --out history.csv
                      umat-surrogate predict --model a.safetensors --model b.safetensors --microstructure ve.json --path path.csv --out history.csv --trust trust.csv
            """)
        {
            model, microstructure, path, load, output, trust, spreadLimit, json, quiet,
        };
        command.SetAction(result => CommandRunner.Run(() =>
        {
            FileInfo? pathFile = result.GetValue(path);
            FileInfo? loadFile = result.GetValue(load);
            if ((pathFile is null) == (loadFile is null))
                throw new InputException("Give either --path (prescribed F) or --load (mixed conditions).");
            string file = OutputName.OfFile(result.GetRequiredValue(output));
            string? trustFile = result.GetValue(trust) is FileInfo t ? OutputName.OfFile(t) : null;
            double limit_MPa = result.GetValue(spreadLimit);
            if (!(limit_MPa > 0.0 && double.IsFinite(limit_MPa)))
                throw new InputException($"--spread-limit is {limit_MPa}; give a positive number of MPa.");
            string[] modelFiles = ModelOption.Files(result.GetValue(model));
            SurrogateEnsemble ensemble = ModelOption.Load(modelFiles);
            VolumeElement volumeElement = VolumeElementFile.Read(result.GetRequiredValue(microstructure).FullName);
            MonitoredPoint point = new(ensemble, volumeElement.Grains, 1e6 * limit_MPa);
            (PointHistory followed, int increments) = pathFile is not null ? FollowPath(point, pathFile.FullName) : FollowLoad(point, loadFile!.FullName);
            MaterialHistory history = followed.ToMaterialHistory();
            HistoryCsv.Write(file, history);
            if (trustFile is not null)
                TrustCsv.Write(trustFile, history.Times_s, point.Steps);
            TrustWarning.Print(point.Steps);
            if (followed.Status != PointStatus.Ok)
            {
                return IncompleteHistory.Report(
                    file, history, increments, followed.Status, "'umat-surrogate info' shows the trained ranges of the model; smaller increments may help.");
            }

            if (result.GetValue(json))
                PrintJson(modelFiles, file, history, point.Steps);
            else if (!result.GetValue(quiet))
                Print(modelFiles, file, history, point.Steps);
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    private static (PointHistory History, int Increments) FollowPath(MonitoredPoint point, string file)
    {
        LoadPath path = PathCsv.Read(file);
        return path.DeformationGradients[0] == Tensor3x3.Identity
            ? (point.Follow(path), path.IncrementCount)
            : throw new InputException($"{file}: the first row is deformed; a surrogate starts undeformed. Put a row with F = I before it.");
    }

    private static (PointHistory History, int Increments) FollowLoad(MonitoredPoint point, string file)
    {
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(file);
        return (point.Follow(steps), steps.Sum(s => s.Increments));
    }

    private static void Print(string[] modelFiles, string file, MaterialHistory history, IReadOnlyList<StepTrust> trust)
    {
        SymmetricTensor s = 1e-6 * history.CauchyStress_Pa[^1];
        foreach (string modelFile in modelFiles)
            Console.WriteLine($"model   {modelFile}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Times_s.Length - 1} increments to {history.Times_s[^1]:G6} s; final Cauchy stress (11 22 33 12 13 23) {s.S11:F2} {s.S22:F2} {s.S33:F2} {s.S12:F2} {s.S13:F2} {s.S23:F2} MPa"));
        if (trust.Count > 0)
        {
            string spread = modelFiles.Length == 1 ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; spread of {modelFiles.Length} models: mean {1e-6 * trust.Average(s => s.Spread_Pa):F2}, largest {1e-6 * trust.Max(s => s.Spread_Pa):F2} MPa");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"trust   largest score {trust.Max(s => s.Score.Value):G3} (up to 1: inside of the training data){spread}"));
        }
        Console.WriteLine($"history {file}");
    }

    private static void PrintJson(string[] modelFiles, string file, MaterialHistory history, IReadOnlyList<StepTrust> trust)
    {
        double[] stress_Pa = new double[6];
        history.CauchyStress_Pa[^1].ToSpan(stress_Pa);
        JsonObject result = new()
        {
            ["model"] = modelFiles[0],
            ["models"] = modelFiles.Length,
            ["history"] = file,
            ["increments"] = history.Times_s.Length - 1,
            ["time_s"] = history.Times_s[^1],
            ["largest_score"] = Number(trust.Select(s => s.Score.Value).DefaultIfEmpty().Max()),
            ["unreliable_increments"] = trust.Count(s => s.Score.Level == TrustLevel.Unreliable),
            ["largest_spread_Pa"] = Number(trust.Select(s => s.Spread_Pa).DefaultIfEmpty().Max()),
            ["final_cauchy_stress_Pa"] = new JsonArray([.. stress_Pa.Select(s => (JsonNode)s)]),
        };
        Console.WriteLine(result.ToJsonString());
    }

    /// <summary>JSON has no infinity and no NaN.</summary>
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
