/// Names of users and groups as files write them.
enum AccountName {
    /// Longer ones no host has (login.defs(5), `LOGIN_NAME_MAX`).
    private static let lengthMax = 255

    /// Whether this can be a user's name or, with an `@` before it, a group's.
    static func isValid(_ text: String, allowsGroup: Bool) -> Bool {
        let name = allowsGroup && text.hasPrefix("@") ? text.dropFirst() : Substring(text)
        return !name.isEmpty && name.utf8.count <= lengthMax && !name.hasPrefix("-") && !name.hasPrefix("@")
            && !name.contains { $0.isWhitespace || ":,/\0".contains($0) }
    }
}
