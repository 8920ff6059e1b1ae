"""Our tools as LangChain tools, and any corpus as a LangChain retriever, for use outside the graph."""

from collections.abc import Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import StructuredTool, ToolException
from pydantic import ConfigDict

from corpora import Corpus
from tools.errors import ToolError
from tools.image import Image
from tools.tool import Tool

__all__ = ["CorpusRetriever", "as_langchain_tool"]


def as_langchain_tool(tool: Tool, images: Mapping[int, Image]) -> StructuredTool:
    """Offer a tool to a LangChain agent.

    Args:
        tool: One that does not need the graph (`runs_in == "act"`).
        images: Images by the numbers that the model will use; new ones are in the artifact of the result.

    Returns:
        A tool whose content is the sentence for the model and whose artifact is the `ToolResult`. Bad arguments raise
        `ToolException`, which LangChain shows to the model.
    """

    def run(**arguments: Any) -> tuple[str, Any]:
        try:
            result = tool.run(arguments, images)
        except ToolError as error:
            raise ToolException(str(error)) from error
        return result.text, result

    return StructuredTool(
        name=tool.name,
        description=tool.description,
        args_schema=tool.schema,
        func=run,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


class CorpusRetriever(BaseRetriever):
    """Searches a corpus; each passage keeps its id and its source as metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    corpus: Corpus
    k: int = 16
    """Passages returned at most [1]."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    "passage": hit.passage.id,
                    "title": hit.passage.source.title,
                    "issuer": hit.passage.source.issuer,
                    "year": hit.passage.source.year,
                    "url": hit.passage.source.url,
                    "section": hit.passage.source.section,
                    "score": hit.score,
                },
            )
            for hit in self.corpus.search(query, self.k).hits
        ]
