using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
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
        Option<FileInfo> model = new("--model") { Description = "Model file; without it the best shipped model." };
        Option<FileInfo> microstructure = new("--microstructure") { Description = "Volume element, ve.json.", Required = true };
        Option<FileInfo> path = new("--path") { Description = "Prescribed F, path.csv." };
        Option<FileInfo> load = new("--load") { Description = "Mixed conditions, a DAMASK load file." };
        Option<FileInfo> output = new("--out") { Description = "history.csv to write.", Required = true };
        Option<bool> json = new("--json") { Description = "Print the final state as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing." };
        Command command = new(
            "predict",
            """
            Runs one load path through a surrogate: prescribed deformation (--path), or a load with stress-free components (--load), for
            which the free components of F are found with the surrogate's tangent.

            Example: umat-surrogate predict --microstructure ve.json --load load.yaml --out history.csv
            """)
        {
            model, microstructure, path, load, output, json, quiet,
        };
        command.SetAction(result => CommandRunner.Run(() =>
        {
            FileInfo? pathFile = result.GetValue(path);
            FileInfo? loadFile = result.GetValue(load);
            if ((pathFile is null) == (loadFile is null))
                throw new InputException("Give either --path (prescribed F) or --load (mixed conditions).");
            string file = OutputName.OfFile(result.GetRequiredValue(output));
            string modelFile = result.GetValue(model)?.FullName ?? ShippedModels.Best();
            SurrogateModel surrogate = SurrogateModel.Load(modelFile);
            VolumeElement volumeElement = VolumeElementFile.Read(result.GetRequiredValue(microstructure).FullName);
            MicrostructureContext context = MicrostructureContext.Create(surrogate, volumeElement.Grains);
            SurrogatePoint point = new(new SurrogateEvaluator(surrogate), context);
            (PointHistory followed, int increments) = pathFile is not null ? FollowPath(point, pathFile.FullName) : FollowLoad(point, loadFile!.FullName);
            MaterialHistory history = followed.ToMaterialHistory();
            HistoryCsv.Write(file, history);
            ExtrapolationWarning.Print(history, surrogate.Specification.Trained);
            if (followed.Status != PointStatus.Ok)
            {
                return IncompleteHistory.Report(
                    file, history, increments, followed.Status, "'umat-surrogate info' shows the trained ranges of the model; smaller increments may help.");
            }

            if (result.GetValue(json))
                PrintJson(modelFile, file, history);
            else if (!result.GetValue(quiet))
                Print(modelFile, file, history);
            return CommandRunner.Succeeded;
        }));
        return command;
    }

    private static (PointHistory History, int Increments) FollowPath(SurrogatePoint point, string file)
    {
        LoadPath path = PathCsv.Read(file);
        return path.DeformationGradients[0] == Tensor3x3.Identity
            ? (PointHistory.Follow(point, path), path.IncrementCount)
            : throw new InputException($"{file}: the first row is deformed; a surrogate starts undeformed. Put a row with F = I before it.");
    }

    private static (PointHistory History, int Increments) FollowLoad(SurrogatePoint point, string file)
    {
        IReadOnlyList<MixedLoadStep> steps = LoadFile.Read(file);
        return (PointHistory.Follow(SurrogateHistory.Control(point), steps), steps.Sum(s => s.Increments));
    }

    private static void Print(string modelFile, string file, MaterialHistory history)
    {
        SymmetricTensor s = 1e-6 * history.CauchyStress_Pa[^1];
        Console.WriteLine($"model   {modelFile}");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{history.Times_s.Length - 1} increments to {history.Times_s[^1]:G6} s; final Cauchy stress (11 22 33 12 13 23) {s.S11:F2} {s.S22:F2} {s.S33:F2} {s.S12:F2} {s.S13:F2} {s.S23:F2} MPa"));
        Console.WriteLine($"history {file}");
    }

    private static void PrintJson(string modelFile, string file, MaterialHistory history)
    {
        double[] stress_Pa = new double[6];
        history.CauchyStress_Pa[^1].ToSpan(stress_Pa);
        JsonObject result = new()
        {
            ["model"] = modelFile,
            ["history"] = file,
            ["increments"] = history.Times_s.Length - 1,
            ["time_s"] = history.Times_s[^1],
            ["final_cauchy_stress_Pa"] = new JsonArray([.. stress_Pa.Select(s => (JsonNode)s)]),
        };
        Console.WriteLine(result.ToJsonString());
    }
}
