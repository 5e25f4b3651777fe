def counts():
    return []
