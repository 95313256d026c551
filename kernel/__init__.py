"""The ground of the house: small named tools without models; imports no app of the portal."""
