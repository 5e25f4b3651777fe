"""Letters and statements that the borrower takes along."""
