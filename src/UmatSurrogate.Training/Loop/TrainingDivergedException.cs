namespace UmatSurrogate.Training;

/// <summary>The loss is not finite any more, or far above what a stress of zero would give: the training has failed.</summary>
public sealed class TrainingDivergedException(string message) : Exception(message);
