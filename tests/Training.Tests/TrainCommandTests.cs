using System.Text.Json;
using System.Text.RegularExpressions;
using UmatSurrogate.Data.Tests;
using UmatSurrogate.Recurrent;
using UmatSurrogate.Training;

namespace UmatSurrogate.Tests;

/// <summary>The command <c>train</c> as a user meets it: files, exit statuses, messages.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-train-command");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public void Train_WritesModelRecordAndPlot_AndResumes()
    {
        CommandLineTool.SkipIfAbsent();
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        string data = GenerateData();
        string spec = WriteSpecification("features: bishop-hill\nhidden_size: 8\nbatch: 16\nepochs: 2\nsequence_points: [10, 30]\nthreads: 1\n");
        string model = File("model.safetensors");
        (int exit, string output, string error) = CommandLineTool.Run("train", "--dataset", data, "--spec", spec, "--out", model, "--json");
        Assert.True(exit == 0, error);
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal(2, result.RootElement.GetProperty("epochs").GetInt32());
        SurrogateModel trained = SurrogateModel.Load(model);
        Assert.Equal(8, trained.Specification.HiddenSize);
        Assert.Contains("dataset_sha256", trained.Specification.TrainingRecordJson, StringComparison.Ordinal);
        using JsonDocument record = JsonDocument.Parse(System.IO.File.ReadAllText(File("model.record.json")));
        Assert.Equal(TrainingRecord.Schema, record.RootElement.GetProperty("schema").GetString());
        Assert.Equal(trained.ContentHash, record.RootElement.GetProperty("model_sha256").GetString());
        Assert.Equal(2, record.RootElement.GetProperty("epochs").GetArrayLength());
        Assert.True(new FileInfo(File("model.losses.png")).Length > 1000);

        // The training is complete: resuming it changes nothing.
        Assert.Equal(0, CommandLineTool.Run("train", "--dataset", data, "--spec", spec, "--out", model, "--resume", "--quiet").ExitCode);
        Assert.Equal(
            trained.Specification.TensorShapes().Select(t => trained.Tensor(t.Name).ToArray()),
            trained.Specification.TensorShapes().Select(t => SurrogateModel.Load(model).Tensor(t.Name).ToArray()));
    }

    [SkippableFact]
    public void Train_PreTrainsAndFineTunesAnEnsemble()
    {
        CommandLineTool.SkipIfAbsent();
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        string data = GenerateData();
        string spec = WriteSpecification("features: paper\nhidden_size: 6\nbatch: 16\nepochs: 1\nsequence_points: [5, 10]\nthreads: 1\n");
        (int exit, _, string error) = CommandLineTool.Run("train", "--dataset", data, "--spec", spec, "--out", File("first.safetensors"), "--quiet");
        Assert.True(exit == 0, error);
        (exit, string output, error) = CommandLineTool.Run(
            "train", "--dataset", data, "--spec", spec, "--initial_model", File("first.safetensors"), "--ensemble", "2", "--out", File("fine.safetensors"), "--json");
        Assert.True(exit == 0, error);
        using JsonDocument result = JsonDocument.Parse(output);
        Assert.Equal(2, result.RootElement.GetProperty("models").GetArrayLength());
        using JsonDocument ensemble = JsonDocument.Parse(System.IO.File.ReadAllText(File("fine.ensemble.json")));
        foreach (JsonElement member in ensemble.RootElement.GetProperty("models").EnumerateArray())
        {
            SurrogateModel model = SurrogateModel.Load(File(member.GetProperty("file").GetString()!));
            Assert.Equal(member.GetProperty("sha256").GetString(), model.ContentHash);
            using JsonDocument training = JsonDocument.Parse(model.Specification.TrainingRecordJson);
            Assert.Equal(
                SurrogateModel.Load(File("first.safetensors")).ContentHash,
                training.RootElement.GetProperty("initial_model").GetProperty("sha256").GetString());
        }
    }

    [SkippableFact]
    public void Train_OnSeveralDatasets_NamesEachInTheRecord()
    {
        CommandLineTool.SkipIfAbsent();
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        string first = GenerateData(), second = GenerateData("second", "seed: 2");
        (int exit, _, string error) = CommandLineTool.Run("dataset", "pack", second, "--out", File("second.packed"), "--quiet");
        Assert.True(exit == 0, error);
        string spec = WriteSpecification(
            "features: bishop-hill\nhidden_size: 6\nbatch: 16\nepochs: 2\nsequence_points: [5, 10]\ntraining_samples: [40, 9]\n"
            + "symmetry_augmentation: any\nsequence_prefix: 0.25\nthreads: 1\n");
        (exit, string output, error) = CommandLineTool.Run(
            "train", "--dataset", first, File("second.packed"), "--spec", spec, "--out", File("m.safetensors"));
        Assert.True(exit == 0, error);
        Assert.Contains("second.packed: 9 training samples", output, StringComparison.Ordinal);
        using JsonDocument record = JsonDocument.Parse(System.IO.File.ReadAllText(File("m.record.json")));
        JsonElement sets = record.RootElement.GetProperty("datasets");
        Assert.Equal([40, 9], sets.EnumerateArray().Select(d => d.GetProperty("training_samples_used").GetInt32()));
        Assert.Equal([1, 2], sets.EnumerateArray().Select(d => d.GetProperty("spec").GetProperty("seed").GetInt32()));
        Assert.Equal("any", record.RootElement.GetProperty("specification").GetProperty("symmetry_augmentation").GetString());
        Assert.Equal(2, SurrogateModel.Load(File("m.safetensors")).Specification.TrainingRecordJson.Split("\"dataset_sha256\":[")[1].Split(']')[0].Split(',').Length);

        // Other increments per path: refused with both names.
        string third = GenerateData("third", "seed: 3", "steps: 50");
        (exit, _, error) = CommandLineTool.Run("train", "--dataset", first, "--dataset", third, "--spec", spec, "--out", File("n.safetensors"));
        Assert.Equal(2, exit);
        Assert.Contains("third", error, StringComparison.Ordinal);
        Assert.Contains("60 and 50", error, StringComparison.Ordinal);

        // Both as one file for PyTorch.
        (exit, output, error) = CommandLineTool.Run(
            "dataset", "export", first, File("second.packed"), "--training_samples", "10", "20", "--out", File("both.safetensors"), "--json");
        Assert.True(exit == 0, error);
        using JsonDocument exported = JsonDocument.Parse(output);
        Assert.Equal(30, exported.RootElement.GetProperty("training_samples").GetInt32());
    }

    [SkippableFact]
    public void Train_ThatDiverges_Fails_AndKeepsTheCheckpoint()
    {
        CommandLineTool.SkipIfAbsent();
        Skip.IfNot(TorchRuntime.IsAvailable, TorchRuntime.UnavailableReason);
        string data = GenerateData();
        string spec = WriteSpecification(
            "features: paper\nhidden_size: 6\nbatch: 8\nepochs: 3\nlearning_rate: 1.0e3\nwarm_up_iterations: 0\nsequence_points: [5, 10]\nthreads: 1\n");
        (int exit, _, string error) = CommandLineTool.Run("train", "--dataset", data, "--spec", spec, "--out", File("m.safetensors"), "--quiet");
        Assert.Equal(1, exit);
        Assert.Contains("diverged", error, StringComparison.Ordinal);
        Assert.Contains("learning_rate", error, StringComparison.Ordinal);
        Assert.True(System.IO.File.Exists(File("m.safetensors.checkpoint")));
        Assert.False(System.IO.File.Exists(File("m.safetensors")));
    }

    [SkippableFact]
    public void Train_WithAnUnknownKey_IsBadInput()
    {
        CommandLineTool.SkipIfAbsent();
        string spec = WriteSpecification("features: bishop-hill\nhidden: 8\n");
        (int exit, _, string error) = CommandLineTool.Run("train", "--dataset", File("none"), "--spec", spec, "--out", File("m.safetensors"));
        Assert.Equal(2, exit);
        Assert.Contains("hidden", error, StringComparison.Ordinal);
        Assert.Contains("hidden_size", error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Train_WithoutData_IsBadInput()
    {
        CommandLineTool.SkipIfAbsent();
        string spec = WriteSpecification("features: paper\n");
        (int exit, _, string error) = CommandLineTool.Run("train", "--dataset", File("none"), "--spec", spec, "--out", File("m.safetensors"));
        Assert.Equal(2, exit);
        Assert.Contains("none", error, StringComparison.Ordinal);
    }

    /// <summary>The tiny data set of the examples, with other values of some keys.</summary>
    private string GenerateData(string name = "data", params string[] changes)
    {
        string data = File(name), spec = File(name + ".yaml");
        string text = System.IO.File.ReadAllText(Path.Combine(TestData.RepositoryRoot, "examples", "datasets", "tiny.yaml"));
        foreach (string change in changes)
            text = Regex.Replace(text, $"(?m)^( *){change.Split(':')[0]}: .*$", $"$1{change}");
        System.IO.File.WriteAllText(spec, text);
        (int exit, _, string error) = CommandLineTool.Run("dataset", "generate", "--spec", spec, "--out", data, "--quiet");
        Assert.True(exit == 0, error);
        return data;
    }

    private string WriteSpecification(string text)
    {
        System.IO.File.WriteAllText(File("train.yaml"), text);
        return File("train.yaml");
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);
}
