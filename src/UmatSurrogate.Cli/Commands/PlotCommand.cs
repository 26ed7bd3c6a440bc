using System.CommandLine;
using UmatSurrogate.Cli.Output;
using UmatSurrogate.Data;
using UmatSurrogate.Evaluation.Plots;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli.Commands;

/// <summary><c>plot</c>: stress against strain of several histories in one picture.</summary>
internal static class PlotCommand
{
    private static readonly string[] Components = ["11", "22", "33", "12", "13", "23"];

    public static Command Create()
    {
        Option<string[]> histories = new("--history")
        {
            Description = "A history.csv, optionally with its name in the legend: FILE or FILE=NAME. Repeat it for each curve; the first is drawn broad.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        Option<string> component = new("--component") { Description = "Stress and strain component to draw.", DefaultValueFactory = _ => "11" };
        component.AcceptOnlyFromAmong(Components);
        Option<string> title = new("--title") { Description = "Title above the diagram.", DefaultValueFactory = _ => "Stress against strain" };
        Option<FileInfo> output = new("--out") { Description = "PNG file to write.", Required = true };
        Option<bool> json = new("--json") { Description = "Print the result as JSON." };
        Option<bool> quiet = new("--quiet") { Description = "Print nothing on success." };
        Command command = new("plot", """
            Draws Cauchy stress against F - I of one or more histories into a PNG.
            Example: umat-surrogate plot --history taylor.csv="Crystal plasticity" --history surrogate.csv=Surrogate --out tension.png
            """) { histories, component, title, output, json, quiet };
        command.SetAction(parsed => CommandRunner.Run(() => Draw(
            parsed.GetRequiredValue(histories), parsed.GetRequiredValue(component), parsed.GetRequiredValue(title),
            parsed.GetRequiredValue(output), parsed.GetValue(json), parsed.GetValue(quiet))));
        return command;
    }

    private static int Draw(string[] histories, string component, string title, FileInfo picture, bool json, bool quiet)
    {
        string output = OutputName.OfFile(picture);
        if (!picture.Extension.Equals(".png", StringComparison.OrdinalIgnoreCase))
            throw new InputException($"--out is '{output}'; the picture is a PNG, so its name must end in .png.");
        StressStrainPlot.Save(output, title, component, [.. histories.Select(history => Curve(history, component))]);
        if (json)
        {
            JsonOutput.Write(writer =>
            {
                writer.WriteString("file", output);
                writer.WriteString("component", component);
                writer.WriteNumber("curves", histories.Length);
            });
        }
        else if (!quiet)
        {
            Console.WriteLine($"Wrote {output}");
        }
        return CommandRunner.Succeeded;
    }

    private static StressStrainCurve Curve(string history, string component)
    {
        string[] parts = history.Split('=', 2);
        MaterialHistory data = HistoryCsv.Read(parts[0]);
        int c = Array.IndexOf(Components, component);
        double[] strain = [.. data.DeformationGradients.Select(F => Component((F - Tensor3x3.Identity).Symmetric, c))];
        double[] stress_Pa = [.. data.CauchyStress_Pa.Select(sigma => Component(sigma, c))];
        return new(parts.Length > 1 ? parts[1] : Path.GetFileNameWithoutExtension(parts[0]), strain, stress_Pa);
    }

    private static double Component(in SymmetricTensor tensor, int c)
    {
        Span<double> components = stackalloc double[6];
        tensor.ToSpan(components);
        return components[c];
    }
}
