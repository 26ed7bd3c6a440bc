using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>A material of the configuration, ready for calls: read-only after it is made, shared by all threads.</summary>
internal sealed class PluginMaterial
{
    /// <summary>Reads the model and the microstructures that the definition names.</summary>
    public PluginMaterial(MaterialDefinition definition, TangentChoice tangent, Func<string, SurrogateModel> loadModel)
    {
        Name = definition.Name;
        SurrogateModel model = loadModel(definition.ModelFile);
        Evaluator = new(model, tangent == TangentChoice.Elastic ? TangentRule.Elastic : TangentRule.Algorithmic);
        Microstructures = MicrostructureSource.Create(definition.Microstructure, model);
        Elastic = new(model.Specification.Elasticity);
        Workspaces = new(Evaluator);
        StateSize = model.StateSize;
        StateVariableCount = model.HostStateVariableCount;
    }

    /// <summary>Name in the configuration, upper case; <c>*</c> serves every name.</summary>
    public string Name { get; }

    public SurrogateEvaluator Evaluator { get; }

    public MicrostructureSource Microstructures { get; }

    /// <summary>For set-up calls and failed points.</summary>
    public ElasticModuli Elastic { get; }

    public WorkspacePool Workspaces { get; }

    /// <summary>Length S of the surrogate's state.</summary>
    public int StateSize { get; }

    /// <summary>Doubles needed in STATEV: the state and, behind it, its token.</summary>
    public int StateVariableCount { get; }
}
