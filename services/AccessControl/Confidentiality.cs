namespace CustomerService.AccessControl;

/// <summary>How confidential something is, and how confidential it may be for somebody to see it (I4); ascending.</summary>
public enum Confidentiality
{
    /// <summary>普通: whoever has the work to do.</summary>
    Normal,

    /// <summary>秘密.</summary>
    Secret,

    /// <summary>机密.</summary>
    Confidential,

    /// <summary>绝密.</summary>
    TopSecret,
}
