"""The addresses of the pages, one module for each area; ``luoshi.web.urls`` gathers them."""
