using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Spectral;

/// <summary>A completed increment.</summary>
/// <param name="Increment">Its number, from 1, through all load steps.</param>
/// <param name="Time_s">Time at its end [s].</param>
/// <param name="DeformationGradient">Mean F.</param>
/// <param name="Stress_Pa">Mean first Piola-Kirchhoff stress [Pa].</param>
/// <param name="Iterations">Iterations over all its parts, failed ones included.</param>
/// <param name="Evaluations">Evaluations of all voxels, likewise.</param>
/// <param name="CutbackLevel">How often its smallest part was halved; 0 if none was.</param>
public readonly record struct CompletedIncrement(
    int Increment, double Time_s, Tensor3x3 DeformationGradient, Tensor3x3 Stress_Pa, int Iterations, int Evaluations, int CutbackLevel);
