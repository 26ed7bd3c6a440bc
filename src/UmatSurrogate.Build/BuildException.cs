namespace UmatSurrogate.Build;

/// <summary>A step of the build failed; the message says which and what to do.</summary>
internal sealed class BuildException(string message) : Exception(message);
