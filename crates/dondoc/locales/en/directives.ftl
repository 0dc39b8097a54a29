# Directives.
directives-search = Find directives
directives-words = Number, subject, issuer
directives-only-in-force = Only those in force
directives-all = Clear the filter
directives-none = No directive
directives-none-text = No directive matches, or none has been imported yet.
directives-force = Force
directive-force-in-force = In force
directive-force-replaced = Replaced
directive-force-revoked = Revoked
directives-text = Text of the directive
directives-text-lead = Marked words are the source of a task; its number opens it.
directives-original = Download the original
directives-identity = Details
directives-chain = Chain of mandate
directives-no-chain = It names no document that it carries out, and none carries it out.
directives-above = Carries out
directives-below = Carried out, amended or replaced by
relation-below-implements = carries this one out
relation-below-cites = cites this one
relation-below-amends = amends this one
relation-below-replaces = replaces this one
relation-below-revokes = revokes this one
directives-missing = Named but not in the system
directives-awaiting = { $count ->
    [one] { $count } open task waits for a decision
   *[other] { $count } open tasks wait for a decision
}
directives-decide = Record the decision
directives-tasks = { $count ->
    [one] { $count } task
   *[other] { $count } tasks
}

api-tag-directives = Directives
api-op-directives = The directives
api-op-directive = One directive: chain of mandate, tasks, decisions that wait
api-op-directive-text = Its text and the places of its tasks
api-op-directive-original = The original file
