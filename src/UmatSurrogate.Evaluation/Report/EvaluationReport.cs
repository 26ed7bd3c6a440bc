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
        UnseenPathPlots.ErrorOverStrain(File("error_over_strain.png"), unseen);
        UnseenPathPlots.ErrorByStep(File("error_by_step.png"), unseen);
        UnseenPathPlots.Histogram(File("error_histogram.png"), unseen);
        UnseenPathPlots.Splits(File("error_by_kind.png"), unseen);
        UnseenPathPlots.Components(File("error_by_component.png"), unseen);
        SamplePathPlot.Save(File("sample_paths.png"), unseen);
        ParityPlot.Save(File("parity.png"), unseen);
        LoadPlots.Loads(File("loads.png"), evaluation.Loads);
        LoadPlots.Reversal(File("reversal.png"), evaluation.Reversal);
        LoadPlots.Textures(File("textures.png"), evaluation.Textures);
        StepPlot.Save(File("steps.png"), evaluation.Refinements);
        System.IO.File.WriteAllText(File("report.md"), EvaluationReportMarkdown.Write(modelName, evaluation));
        System.IO.File.WriteAllText(File("report.json"), EvaluationReportJson.Write(evaluation));

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
