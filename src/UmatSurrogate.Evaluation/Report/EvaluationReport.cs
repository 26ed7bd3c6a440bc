using UmatSurrogate.Evaluation.Plots;

namespace UmatSurrogate.Evaluation;

/// <summary>Writes <c>report.json</c>, <c>report.md</c> and the plots of an evaluation into a folder.</summary>
public static class EvaluationReport
{
    /// <summary>Writes all files; the folder is made if it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="modelName">Name of the model in the text.</param>
    /// <param name="evaluation">The measurements.</param>
    public static void Write(string folder, string modelName, ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(evaluation);
        Directory.CreateDirectory(folder);
        UnseenPaths unseen = evaluation.UnseenPaths;
        Curves("error_over_strain", 1, UnseenPathPlots.ErrorOverStrain(unseen));
        Curves("error_by_step", 1, UnseenPathPlots.ErrorByStep(unseen));
        Curves("error_histogram", 1, UnseenPathPlots.Histogram(unseen));
        Bars("error_by_kind", UnseenPathPlots.Splits(unseen));
        Bars("error_by_component", UnseenPathPlots.Components(unseen));
        Curves("sample_paths", 3, SamplePathPlot.Panels(unseen));
        Curves("parity", 2, ParityPlot.Panels(unseen));
        Curves("loads", evaluation.Loads.Count, LoadPlots.Loads(evaluation.Loads));
        Curves("reversal", 2, LoadPlots.Reversal(evaluation.Reversal));
        (FigurePanel curves, BarPanel ends) = LoadPlots.Textures(evaluation.Textures);
        CurveFigure.Save(File("textures.png"), curves, ends);
        FigureCsv.Write(File("textures.csv"), [curves]);
        FigureCsv.Write(File("textures_end.csv"), ends);
        Bars("steps", StepPlot.Panel(evaluation.Refinements));
        System.IO.File.WriteAllText(File("report.md"), EvaluationReportMarkdown.Write(modelName, evaluation));
        System.IO.File.WriteAllText(File("report.json"), EvaluationReportJson.Write(evaluation));

        void Curves(string name, int columns, params FigurePanel[] panels)
        {
            if (panels.Length == 0)
                return;
            CurveFigure.Save(File(name + ".png"), columns, panels);
            FigureCsv.Write(File(name + ".csv"), panels);
        }

        void Bars(string name, BarPanel panel)
        {
            CurveFigure.Save(File(name + ".png"), panel);
            FigureCsv.Write(File(name + ".csv"), panel);
        }

        string File(string name) => Path.Combine(folder, name);
    }

    /// <summary>One sentence on whether the validation samples are unseen by construction.</summary>
    public static string TrainingData(ModelEvaluation evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return evaluation.TrainedOnThisDataset switch
        {
            true => "The model was trained on this data set; its validation samples are held out.",
            false => "The model was trained on a data set with other bytes. The same description computed by another version of the program is the "
                + "same data but for the last digits; under another description with the same seed, samples held out here may have been trained on.",
            null => "The model does not say on which data set it was trained.",
        };
    }
}
