using UmatSurrogate.Mechanics;
using UmatSurrogate.Studies;

namespace UmatSurrogate.Tests;

public sealed class StudySpecificationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("umat-surrogate-study-specification");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Sweep_ChangesOneKey_AndKeepsTheOthers()
    {
        StudySpecification study = Read("""
            dataset: data
            training: {features: paper, hidden_size: 8, sequence_points: [5, 10], learning_rate: 2.0e-3}
            sweeps:
              - {group: state, key: hidden_size, values: [8, 16]}
              - {group: deep, key: layers, values: [4], training: {hidden_size: 4}}
            """);
        Assert.Equal(["state: 8", "state: 16", "deep: 4"], study.Cases.Select(c => c.ToString()));
        Assert.Equal([8.0, 16.0, 4.0], study.Cases.Select(c => c.X!.Value));
        Assert.Equal("""{"features":"paper","hidden_size":16,"sequence_points":[5,10],"learning_rate":0.002}""", study.Cases[1].Training.ToJsonString());
        Assert.Equal("""{"features":"paper","hidden_size":4,"sequence_points":[5,10],"learning_rate":0.002,"layers":4}""", study.Cases[2].Training.ToJsonString());
        Assert.All(study.Cases, c => Assert.Equal(Path.Combine(_folder.FullName, "data"), c.Data.Path));
        Assert.Equal([1UL], study.Seeds);
    }

    [Fact]
    public void Variants_RepeatSweepsAndCases()
    {
        StudySpecification study = Read("""
            dataset: data
            training: {hidden_size: 8}
            seeds: [3, 4]
            variants:
              - {label: plain, training: {features: bishop-hill}}
              - {label: after Taylor, training: {features: bishop-hill}, pretrained: true}
            sweeps:
              - {key: training_samples, values: [50, 200]}
            pretraining: {dataset: taylor, training: {epochs: 3}}
            """);
        Assert.Equal(["plain: 50", "plain: 200", "after Taylor: 50", "after Taylor: 200"], study.Cases.Select(c => c.ToString()));
        Assert.Equal([false, false, true, true], study.Cases.Select(c => c.Pretrained));
        Assert.Equal([3UL, 4UL], study.Seeds);
        Assert.Equal("""{"epochs":3}""", study.Pretraining!.Training.ToJsonString());
    }

    [Fact]
    public void DescriptionsOfData_AreVariedBelowTheirSections()
    {
        StudySpecification study = Read("""
            dataset: description.yaml
            cases:
              - {label: two, dataset: {paths: {count: 2}}}
            sweeps:
              - {group: volume elements, of: dataset, key: volume_elements.count, values: [4, 8]}
            """);
        Assert.Equal("""{"paths":{"count":2}}""", study.Cases[0].Data.Overrides!.ToJsonString());
        Assert.Equal("""{"volume_elements":{"count":8}}""", study.Cases[2].Data.Overrides!.ToJsonString());
    }

    [Theory]
    [InlineData("training: {hidden_size: 8}\ncases: [{label: a}]", "dataset")]
    [InlineData("dataset: d\ncases: []", "nothing to study")]
    [InlineData("dataset: d\ncases: [{label: a}, {label: a}]", "two cases")]
    [InlineData("dataset: d\ncases: [{label: a, pretrained: true}]", "pretraining")]
    [InlineData("dataset: d\ncases: [{label: a, colour: red}]", "colour")]
    [InlineData("dataset: d\nsweeps: [{key: layers, of: plasticity, values: [1]}]", "training or dataset")]
    [InlineData("dataset: d\ncases: [{label: a}]\nseeds: [1, 1]", "seeds")]
    [InlineData("dataset: d\ncases: [{label: a}]\nmeasure: {increments: 1}", "increments")]
    [InlineData("dataset: d\ncases: [{label: a}]\nmeasure: {increment: 10}", "increment")]
    public void WhatIsWrong_IsNamed(string text, string named) =>
        Assert.Contains(named, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("hyperparameters", 8)]
    [InlineData("data-size", 4)]
    [InlineData("architecture", 4)]
    [InlineData("load-paths", 3)]
    [InlineData("microstructures", 3)]
    [InlineData("textures", 2)]
    [InlineData("gradient", 1)]
    public void SpecificationsThatShip_CanBeRead(string study, int leastCases)
    {
        foreach (string folder in new[] { "", "full" })
        {
            StudySpecification specification = StudySpecificationFile.Read(Path.Combine(TestData.RepositoryRoot, "examples", "studies", folder, study + ".yaml"));
            Assert.True(specification.Cases.Count >= leastCases, $"{folder}/{study}: {specification.Cases.Count}");
            Assert.All(specification.Cases, c => Assert.True(File.Exists(c.Data.Path), c.Data.Path));
            foreach ((StudyCase item, int i) in specification.Cases.Select((c, i) => (c, i)).Where(c => c.c.Model is null))
            {
                string train = Path.Combine(_folder.FullName, $"{i}.yaml");
                File.WriteAllText(train, item.Training.ToJsonString());
                Training.TrainingSpecificationFile.Read(train);
            }
        }
    }

    private StudySpecification Read(string text)
    {
        string file = Path.Combine(_folder.FullName, "study.yaml");
        File.WriteAllText(file, text);
        return StudySpecificationFile.Read(file);
    }
}
