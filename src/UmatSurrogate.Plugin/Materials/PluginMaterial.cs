using UmatSurrogate.Plugin.Configuration;
using UmatSurrogate.Plugin.Hosts;
using UmatSurrogate.Recurrent;

namespace UmatSurrogate.Plugin.Materials;

/// <summary>A material of the configuration, ready for calls: read-only after it is made, shared by all threads.</summary>
internal sealed class PluginMaterial
{
    // Smallest eigenvalue of the moduli under "positive-definite", as a part of the shear modulus.
    private const double SmallestEigenvalueFraction = 1e-3;

    /// <summary>Reads the models and the microstructures that the definition names.</summary>
    public PluginMaterial(MaterialDefinition definition, TangentChoice tangent, Func<string, SurrogateModel> loadModel)
    {
        Name = definition.Name;
        SurrogateModel[] models = [.. definition.ModelFiles.Select(loadModel)];
        Ensemble = new(models, tangent == TangentChoice.Elastic ? TangentRule.Elastic : TangentRule.Algorithmic);
        Microstructures = MicrostructureSource.Create(definition.Microstructure, Ensemble);
        Trust = new(models[0].Specification, definition.SpreadLimit_Pa);
        Elastic = new(models[0].Specification.Elasticity);
        SmallestEigenvalue_Pa = tangent == TangentChoice.PositiveDefinite ? SmallestEigenvalueFraction * Elastic.ShearModulus_Pa : null;
        Workspaces = new(() => new PointWorkspace(Ensemble));
        BlockWorkspaces = new(() => new BlockWorkspace(Ensemble, TrustStateVariableCount));
        StateSize = models[0].StateSize;
        StateVariableCount = HostState.Count(models);
        TrustStateVariableCount = HostState.CountWithTrust(models);
    }

    /// <summary>Name in the configuration, upper case; <c>*</c> serves every name.</summary>
    public string Name { get; }

    /// <summary>The models.</summary>
    public SurrogateEnsemble Ensemble { get; }

    public MicrostructureSource Microstructures { get; }

    /// <summary>Scores increments against the training data.</summary>
    public PointTrust Trust { get; }

    /// <summary>For set-up calls and failed points.</summary>
    public ElasticModuli Elastic { get; }

    /// <summary>Smallest eigenvalue of the moduli that the host gets, Pa; null: as they are.</summary>
    public double? SmallestEigenvalue_Pa { get; }

    public WorkspacePool<PointWorkspace> Workspaces { get; }

    public WorkspacePool<BlockWorkspace> BlockWorkspaces { get; }

    /// <summary>Length S of the state of the model that drives.</summary>
    public int StateSize { get; }

    /// <summary>Doubles needed in STATEV (see <see cref="HostState"/>).</summary>
    public int StateVariableCount { get; }

    /// <summary>Doubles needed in STATEV with the trust.</summary>
    public int TrustStateVariableCount { get; }
}
