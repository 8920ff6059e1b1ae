"""The chat-model seam: embedded (no weights), served (an endpoint), scripted (tests); any LangChain model fits."""
