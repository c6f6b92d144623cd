"""What the rooms answer and take, as structs: the office fills them, OpenAPI describes them."""
