"""Who signs in: users, memberships and roles, invitations."""
