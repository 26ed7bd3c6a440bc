namespace UmatSurrogate.Mechanics;

/// <summary>Between the frame of the load and that of the volume element: a tensor A of the load is Q A Q^T in the element (<see cref="MixedLoadStep.LoadFrame"/>).</summary>
public static class LoadFrames
{
    /// <summary>Components in the frame of the load, Q^T A Q; A itself, to the last bit, where Q = I.</summary>
    public static Tensor3x3 ToLoad(in Tensor3x3 Q, in Tensor3x3 element) => Q == Tensor3x3.Identity ? element : Q.Transpose * element * Q;

    /// <summary>Components in the frame of the volume element, Q A Q^T; A itself, to the last bit, where Q = I.</summary>
    public static Tensor3x3 ToElement(in Tensor3x3 Q, in Tensor3x3 load) => Q == Tensor3x3.Identity ? load : Q * load * Q.Transpose;
}
